from tests.security.test_who_sees_what import *
from tests.security.test_who_sees_what import _add_hidden,_crawl
import difflib,time
def test_dbg(site):
    c = site.signed_in("councillor")
    before=dict(_crawl(c,""))
    _add_hidden(site)
    after=dict(_crawl(c,""))
    for a in before:
        x,y=before[a],after[a]
        if x!=y:
            i=next((k for k in range(min(len(x),len(y))) if x[k]!=y[k]), min(len(x),len(y)))
            print(a,len(x),len(y),x[i-100:i+80],y[i-100:i+80])
    import cProfile,pstats
    p=cProfile.Profile(); p.enable()
    k=site.signed_in("chair")
    t=time.process_time()
    for a in ("/","/plan","/recommendations/1","/actions/1","/reviews/1"):
        t=time.process_time(); k.get(a); g=time.process_time()-t
        t=time.process_time(); k.content(a); print(a,g,time.process_time()-t)
    t=time.process_time();k.trend();print('trend',time.process_time()-t)
    p.disable()
    pstats.Stats(p).sort_stats('cumtime').print_stats(45)

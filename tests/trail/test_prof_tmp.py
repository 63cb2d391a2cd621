import time, resource
from tests.database.record import EMBEDDED_ONLY
from tracker import trail, verify
from tracker.fold import Fold
from tracker.models import ProgressUpdate
def test_p(record, history):
    N=30000
    t=time.perf_counter()
    with record.changing() as visit:
        for n in range(N):
            row=trail.add(visit, ProgressUpdate, action_id=history.id, wording=f"What happened in step {n}, in a sentence or two of words.", by_id=None)
            trail.append(visit, "update given", trail.About("progress_update", row.id, action_id=history.id))
            if n%1000==0: visit.session.expunge_all()
    print("made %.1f s" % (time.perf_counter()-t))
    for deep in (False, True):
        m=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        t=time.perf_counter(); c=time.process_time(); f=record.faults(deep=deep)
        print(record.engine.dialect.name, deep, "%.1f s"%(time.perf_counter()-t), "cpu %.1f"%(time.process_time()-c), "rss +%d KB"%(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss-m), f[:2])
    assert 0

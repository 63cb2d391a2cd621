"""The subjects and the asks that recommendations speak of, in the words of the field.

Two recommendations are the same when they ask the same of the same subject. A model of language sees that both speak of
strategy meetings, and misses that one is about who attends and the other about how soon; these lists tell them apart.
They were written from the vocabulary of the field (statutory guidance, inspection frameworks), not fitted to pairs.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

SUBJECTS: Mapping[str, str] = {
    "children in care": r"looked[ -]after|children in care|child in care|in public care|"
    r"coming into care|voluntary care",
    "care leavers": r"care[ -]leavers?|leaving care|left care|after ?care|personal advis[eo]rs?",
    "pathway plans": r"pathway plan",
    "children in need": r"(?:child|children)[ -]in[ -]need|\bcin\b",
    "child protection plans": r"child[ -]protection (?:plan|planning|and)|protection plans?|core groups?",
    "child protection conferences": r"conferences?\b|conference chairs?|\bicpc\b",
    "strategy discussions": r"strategy (?:discussion|meeting)",
    "child protection enquiries": r"section 47|s\.? ?47|child[ -]protection (?:enquir|investigat)|"
    r"safeguarding enquir",
    "front door": r"front door|\bmash\b|multi-agency safeguarding hub|contacts? and referrals?|"
    r"referrals?|single point",
    "thresholds": r"thresholds?",
    "early help": r"early help|early intervention|common assessment|\bcaf\b|\btaf\b|prevention services|preventative",
    "assessments": r"assess",
    "care and safety plans": r"\bplans?\b|planning",
    "permanence": r"permanen",
    "adoption": r"adopt",
    "life-story work": r"life[ -]?story|later[ -]life letter",
    "fostering": r"foster carers?|fostering (?:service|panel|agency)|carer recruit|kinship|"
    r"connected (?:person|carer)",
    "private fostering": r"privately[ -]foster|private[ -]foster",
    "placements": r"placement|sufficiency|residential|children'?s homes?|unregistered|unregulated|"
    r"out of area|matching",
    "supervised contact": r"contact (?:arrangement|with famil|with (?:their )?(?:birth|parent))",
    "independent reviewing officers": r"reviewing officer|\biros?\b|conference chairs?|"
    r"looked[ -]after (?:children'?s )?review",
    "health of children in care": r"health (?:assessment|histor|passport|need)|initial health|medical",
    "mental health": r"mental(?:ly)?[ -](?:health|ill)|camhs|emotional (?:health|well)|psychiatr|"
    r"psycholog|self-harm|suicid",
    "personal education plans": r"personal education plan|\bpeps?\b|virtual school",
    "attainment": r"attain|educational (?:progress|outcome|achiev)|key stages?|pupil premium",
    "education, employment and training": r"employment|\bneet\b|apprentice|work experience",
    "school attendance": r"missing (?:from )?(?:education|school)|school attendance|absen|exclu|"
    r"home educat|exclusion",
    "schools": r"\bschools?\b|teachers?|head ?teachers?|nurser|early years|college",
    "missing children": r"missing|return(?: home)?(?:[ -]home)? interview|abscond|run away|runaway",
    "sexual exploitation": r"exploit|\bcse\b|groom|traffick",
    "criminal exploitation": r"criminal(?:ly)? exploit|county lines|gangs?\b|youth violence|knife",
    "sexual abuse": r"sexual(?:ly)? (?:abus|harm|offen|assault|violen)|indecent|paedophil|intrafamilial",
    "domestic abuse": r"domestic (?:abuse|violence)|marac|coercive|violence against women",
    "neglect": r"neglect",
    "substance misuse": r"substance|alcohol|drugs?\b|addict",
    "homeless young people": r"homeless|16[ -]?(?:and|to|or|-|/) ?(?:-)?17|bed[ -]and[ -]breakfast|"
    r"\bb&b\b|accommodation",
    "pre-proceedings": r"pre-?proceedings|public law|\bplo\b|care proceedings|"
    r"legal (?:planning|gateway|advice)|court",
    "allegations against professionals": r"allegation|designated officer|\blado\b|position of trust",
    "disabled children": r"disab|\bsend\b|special educational|complex needs|learning difficult",
    "diversity": r"divers|ethnic|cultur|religio|equalit|minority|race\b|racis|faith|language|interpret|belief",
    "voice of the child": r"wishes|feelings|voice|views of|listen|children'?s views|"
    r"see(?:n|ing)? (?:the )?child(?:ren)? alone|"
    r"lived experience|direct work|participat|children.{0,40}influenc|seen alone|speak to|spoken to",
    "advocacy": r"advoca|independent visitor|complaint|children in care council",
    "rights and entitlements": r"entitle|rights\b|local offer|pledge",
    "supervision": r"supervis",
    "management oversight": r"management oversight|managers?|line of sight|oversight|senior (?:leader|officer)",
    "caseloads": r"case ?loads?|workload|capacity|work load",
    "workforce": r"recruit|retention|retain|turnover|workforce|staffing|agency staff|vacanc|stable|"
    r"stability|permanent staff",
    "training": r"train|professional development|induct|skills|learning and development|competen|newly qualified",
    "recording": r"record(?:s|ed|ing)?\b|record[ -]keeping|chronolog|case[ -]?files?|case notes|"
    r"case history|documented",
    "information sharing": r""
    r"shar(?:e|es|ed|ing) (?:of )?(?:relevant |appropriate |all )?(?:information|data|intelligence)|"
    r"information[ -](?:shar|exchange)|exchange of information|information is shared|pass(?:ed|ing)? on",
    "information systems": r"electronic|\bict\b|\bit system|computer|database|software|"
    r"information system|recording system",
    "performance information": r"performance|management information|\bdata\b|scorecard|dataset|indicators?",
    "audit": r"audit|quality assurance|dip[ -]sampl|case review",
    "safeguarding board": r"\blscb\b|safeguarding (?:children )?(?:board|partnership)|\bboard\b|"
    r"board members|sub-?groups?",
    "annual report": r"annual report|business plan",
    "learning from reviews": r"serious case review|\bscrs?\b|learning from|lessons|practice review|"
    r"child death|\bcdop\b",
    "corporate parenting": r"corporate parent|elected members|councillors|lead member|\bmembers\b",
    "health and wellbeing board": r"health and well-?being board|clinical commission|commission",
    "scrutiny and challenge": r"scrutin|challeng|hold(?:ing)?.{0,20}to account|accountab",
    "leadership": r"leader|governance|director|chief executive|strategic|vision",
    "escalation": r"escalat|dispute|disagree|dissent|resolution",
    "partnership working": r"multi-?agency|partner|inter-?agency|joint(?:ly)?\b|work(?:ing)? together|other agencies",
    "police": r"police|constab|officers? attend|criminal investigation|prosecut",
    "health services": r"hospital|\bgps?\b|general practi|midwi|health visit|nurs|paediatric|clinic|"
    r"\bnhs\b|doctor|accident and emerg",
    "hospital discharge": r"discharg",
    "unborn children and babies": r"unborn|pre-?birth|bab(?:y|ies)|infant|sleep|ante-?natal|pregnan",
    "injuries": r"injur|bruis|fractur|non-accidental|physical abuse",
    "fathers and men": r"father|\bmen\b|males?\b|partners? of (?:the )?mother",
    "parents and families": r"parents?\b|famil(?:y|ies)|carers\b|family group|whole family",
    "professional curiosity": r"curios|disguised|sceptic|optimis|over-optim|respectful",
    "procedures": r"procedure|polic(?:y|ies)|protocol|guidance|pathway(?! plan)",
    "national policy and law": r"government|secretary of state|legislat|statut(?:e|ory duty)|national|"
    r"ministers?|act \d{4}|england and wales",
    "inspection and regulation": r"inspectorate|inspect|ofsted|regulat|\bcqc\b",
    "resources": r"resourc|fund|budget|financ|invest",
    "online safety": r"online|internet|social media|digital",
    "immigration": r"immigra|asylum|unaccompanied|home office|border",
    "custody": r"custod|prison|youth (?:justice|offend)|remand|secure|restrain|detain",
    "whistle-blowing": r"whistle|speak up|raise concerns|duty of candour",
    "vetting": r"vetting|disclosure and barring|\bdbs\b|\bcrb\b|safer recruit|barred",
    "visits": r"\bvisit(?:s|ed|ing)?\b(?! or\b)",
    "risk": r"\brisks?\b|danger|vulnerab",
    "transition": r"transition|adult(?:hood| services)|preparation for",
    "case closure and step-down": r"step(?:ped|ping)?[ -](?:down|up)|clos(?:e|ed|ure|ing)|transfer",
    "publicity and awareness": r"aware|publici|promot|campaign|communit",
}

ASKS: Mapping[str, str] = {
    "timeliness": r"timel|timescale|delay|drift|promptly|speed|swift|quick|without delay|immediate|wait|"
    r"pace|right time",
    "quality": r"quality|consisten|standard|robust|rigo(?:u)?r|improve the|good",
    "attendance and involvement": r"attend|involv|include (?:all|the|police|relevant)|represent|engag|"
    r"participat|contribut|relevant agencies",
    "recording": r"record|document|written|up[ -]to[ -]date|chronolog",
    "recruitment and numbers": r"recruit|retain|retention|number of|sufficien|capacity|vacanc|increase",
    "analysis": r"analy|understand|identif|recogni|informed by|rationale",
    "oversight": r"oversight|monitor|track|scrutin|supervis|challenge|line of sight",
    "measurable plans": r"measurable|smart\b|specific|outcome[ -]focus|"
    r"clear (?:actions|objectives|targets)|contingenc",
    "access and offer": r"access|availab|offer(?:ed)?\b|provision|provide|range of",
    "listening": r"voice|wishes|views|feelings|listen|influence|seen|consult",
    "training": r"train|skills|knowledge|induct|competen",
    "sharing": r"shar(?:e|ed|ing)|communicat|exchange|notif|inform(?:ed)? (?:of|about)|disseminat",
    "evaluation": r"evaluat|impact|measure|audit|review(?:ed|ing)? the|effectiveness|learn",
    "response": r"response|respond|identification of|support for|help",
    "policy": r"policy|procedure|protocol|guidance|framework|strategy(?! (?:disc|meet))",
    "governance": r"govern|accountab|lead(?:er|ing)|responsib|priorit|strategic",
    "law": r"legislat|statut|law\b|amend|duty|require(?:d|ment)? (?:by|of) law|regulation",
    "resources": r"resourc|fund|budget|financ",
    "safety": r"safe|protect|risk",
    "preparation": r"prepar|transition|independen(?:t living|ce)",
}

_SUBJECTS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in SUBJECTS.items()}
_ASKS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in ASKS.items()}


@lru_cache(maxsize=4096)
def subjects(text: str) -> frozenset[str]:
    """Name the subjects that a wording speaks of."""
    return frozenset(name for name, pattern in _SUBJECTS.items() if pattern.search(text))


@lru_cache(maxsize=4096)
def asks(text: str) -> frozenset[str]:
    """Name what a wording asks to be better."""
    return frozenset(name for name, pattern in _ASKS.items() if pattern.search(text))

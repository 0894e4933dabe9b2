"""Inflected Estonian words: lemmas seen in the corpus or among the teacher's pieces, inflected by the morphology of the
estnltk wheel (only its vabamorf folder is loaded). A form's frequency is guessed as its lemma's times its ending's."""
import collections, importlib.util, math, os, sys, types

NOUN = "sg n,sg g,sg p,sg ill,sg in,sg el,sg all,sg ad,sg abl,sg tr,sg kom,pl n,pl g,pl p,pl in,pl el,pl all,pl ad,pl abl,pl kom".split(",")
VERB = "ma,da,b,n,d,me,te,vad,s,sin,sid,sime,nud,tud,takse,ti,ks,v,tav,mas,mast,des,o,ge,maks,mata".split(",")

# Words of service, work, school, health and shopping that news, subtitles and software rarely use.
EVERYDAY = """teenindus teenindaja klienditeenindus klienditeenindaja kliendituge klient klienditugi kassa kassapidaja järjekord ooteaeg ootamine
ooteruum hambaarst perearst pereõde õde arst eriarst haigla kiirabi vastuvõtt registratuur saatekiri retsept apteek ravim ravi operatsioon palat
visiidipõhine visiiditasu patsient hooldus hooldaja valu viisakas ebaviisakas sõbralik ebasõbralik abivalmis lahke hooliv hoolimatu ükskõikne kiire
aeglane kallis odav soodne hind hinnatase tasuta palk töötasu lisatasu preemia töökoormus töökeskkond tööaeg tööpinge töökaaslane kolleeg ülemus
juhtkond juhataja juhtimine meeskond koostöö koolitus areng karjäär tunnustus motivatsioon stress läbipõlemine kaugtöö puhkus kontor ruum mööbel
õpetaja õppejõud õpilane tudeng loeng tund kodutöö eksam hinne õppekava kool lasteaed ülikool kursus huvitav igav raske lihtne arusaadav segane
puhas räpane must määrdunud mugav ebamugav vali vaikne müra kitsas avar valgus soe külm hais lõhn maitsev maitsetu toit menüü portsjon hommikusöök
lõunasöök õhtusöök kokk kelner restoran kohvik hotell hotellituba tuba voodi vannituba dušš rätik parkimine parkla buss bussipeatus rong ühistransport
liiklus kõnnitee jalgrattatee tänav valgustus park mänguväljak prügi prügikast prügivedu korteriühistu üür eluase küte elekter arve pank makse laen
kindlustus pakk pakiautomaat tarne tarneaeg saatmine tellimus tagastus garantii toode kvaliteet kvaliteetne katki vigane viga rike remont
äpp rakendus veebileht koduleht kasutajatugi sisselogimine parool uuendus kasutajasõbralik keeruline turvalisus turvaline ohtlik privaatsus andmekaitse
teave info selgitus vastus kõne kiri kaebus ettepanek tagasiside küsitlus rahulolu rahul rahulolematu pettumus pettunud tänulik suurepärane kohutav
halb hea parim halvim väga tore meeldiv ebameeldiv professionaalne ebapädev pädev asjatundlik usaldusväärne aus ebaaus õiglane ebaõiglane
vanemad laps lapsed eakas puue ligipääs ligipääsetavus kaldtee lift trepp mask vaktsiin eestikeelne venekeelne keel tõlge omavalitsus vald linn riik
maks toetus pension sotsiaalabi politsei kohus jäätmed keskkond loodus mets õhk vesi saaste kliima""".split()

def morphology():
    """estnltk.vabamorf.morf without the rest of estnltk, which needs far more to be installed."""
    spec = importlib.util.find_spec("estnltk")
    folder = os.path.join(list(spec.submodule_search_locations)[0], "vabamorf")
    package = types.ModuleType("vabamorf_only"); package.__path__ = [folder]
    sys.modules["vabamorf_only"] = package
    return importlib.import_module("vabamorf_only.morf").Vabamorf.instance()

def estonian(observed, pieces, extra=()):
    """observed: frequency of each corpus word; pieces: (piece, score) of XLM-R; extra: more lemmas. Gives frequency of forms, and of compound parts."""
    tool = morphology()
    known = lambda w: tool.spellcheck([w], suggestions=False)[0]["spelling"]
    weight = {w: f if known(w) else 0.3 * f for w, f in observed.items()}
    for w in extra: weight[w] = max(weight.get(w, 0.0), 3e-5)
    whole = [(p[1:], s) for p, s in pieces if p.startswith("▁") and len(p) > 3 and p[1:].isalpha() and p[1:].islower()]
    for w, s in whole:
        if weight.get(w, 0.0) < math.exp(s) * 8 and known(w):
            weight[w] = min(math.exp(s) * 8, 5e-5)
    words = sorted(weight)
    lemma, ending, part = collections.Counter(), collections.Counter(), collections.Counter()
    for w, result in zip(words, tool.analyze(words, disambiguate=False, guess=False, propername=False)):
        options = result["analysis"][:1]
        for a in options:
            kind = "V" if a["partofspeech"] == "V" else "S" if a["partofspeech"] in "SACUP" else ""
            if not kind: continue
            lemma[a["lemma"], kind] += weight[w]; ending[kind, a["form"]] += weight[w]
            roots = a["root_tokens"]
            if len(roots) > 1:
                for r in roots: part[r] += weight[w]
    total = {k: sum(v for (kk, _), v in ending.items() if kk == k) for k in "SV"}
    out = dict(weight)
    for (word, kind), f in lemma.items():
        if not word.replace("-", "").isalpha() or len(word) < 3: continue
        for form in NOUN if kind == "S" else VERB:
            guess = f * ending[kind, form] / total[kind]
            if guess < 1e-7: continue
            for w in tool.synthesize(word, form, "V" if kind == "V" else "", guess=False)[:1]:
                w = w.replace("_", "")
                out[w] = max(out.get(w, 0.0), guess)
    return out, part

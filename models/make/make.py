"""Makes static/tokenizer.json, static/model.safetensors and parity.json: about an hour on two cores (AVX512-VNNI).

usage: make.py --data DIR --debs DIR --cache DIR --out DIR
--data holds the CSV sets named in corpus.py; --debs the Debian packages named in README.md."""
import argparse, json, os, pickle
import numpy as np
import scipy.sparse as sp
from tokenizers import Tokenizer
from wordfreq import get_frequency_dict
from corpus import collect, plain
from fit import bags, centred, ridge, solve
from pack import fixture, write
from refine import refine
from select_text import SOFTWARE, select
from store import Store
from teachers import E5, MiniLM, unit
from tone import column, labelled
from vocabulary import tokenizer_json, vocabulary

DIMS, RARE, PRIOR, STEPS, OWN, WHITEN, SOFT = 128, 1e-3, 0.2, 20, 0.6, 0.5, 0.4
INNER, LONE, VERSION = 192, 0.3, "1"

def cached(path, make):
    if not os.path.exists(path):
        value = make()
        with open(path + ".part", "wb") as f: pickle.dump(value, f)
        os.rename(path + ".part", path)
    with open(path, "rb") as f: return pickle.load(f)

def pair_up(rows, english, e5, floor=0.6):
    """Finds translations among the everyday sentences that came without their pairing: each other's nearest by e5."""
    side = {l: [i for i, r in enumerate(rows) if r[2] == "plain_sentences" and r[1] == l] for l in ("en", "zh-Hans", "zh-Hant", "vi")}
    def vectors(l):
        x = e5.get([rows[i][0] for i in side[l]])
        return unit(x - x.mean(0))
    target, found = vectors("en"), 0
    for l in ("zh-Hans", "zh-Hant", "vi"):
        if not side[l]: continue
        x = vectors(l); best = np.zeros(len(x), np.int64); top = np.full(len(x), -1.0, np.float32)
        back = np.zeros(len(target), np.int64); high = np.full(len(target), -1.0, np.float32)
        for a in range(0, len(target), 4000):
            s = x @ target[a:a + 4000].T
            i = s.argmax(1); v = s[np.arange(len(x)), i]
            best = np.where(v > top, i + a, best); top = np.maximum(top, v)
            back[a:a + 4000], high[a:a + 4000] = s.argmax(0), s.max(0)
        for n, i in enumerate(side[l]):
            if back[best[n]] == n and top[n] > floor:
                key = f"pair {l} {n}"; english["plain_sentences", key] = rows[side["en"][best[n]]][0]
                rows[i] = (*rows[i][:3], key); found += 1
    print("pairs found", found, flush=True)

def targets(rows, english, e5, mini):
    """What each text's vector should be: MiniLM's view of it (or of its translation, or a linear guess from e5)
    beside e5's own, every language centred."""
    lang = np.array([r[1] for r in rows])
    own = unit(centred(e5.get([r[0] for r in rows]), lang))
    pair = [r[0] if r[1] == "en" else english.get((r[2], r[3]), "") if r[3] else "" for r in rows]
    has = np.array([bool(p) for p in pair])
    view = np.zeros((len(rows), 384), np.float32)
    view[has] = mini.get([p for p in pair if p])
    view[has] = unit(centred(view[has], lang[has]))
    bridge = ridge(own[has], view[has], 0.05)
    guess = unit(own @ bridge)
    foreign = has & (lang != "en") & (lang != "word")
    view[foreign] = unit(view[foreign] + 0.5 * guess[foreign])
    view[~has] = guess[~has]
    return centred(np.concatenate([view, OWN * own], 1), lang), lang

def squeeze(x, sample, dims, power=0.0):
    """The leading directions of sample, scaled by eigenvalue^-power."""
    value, vector = np.linalg.eigh(np.cov(sample.T))
    value, vector = value[::-1][:dims], vector[:, ::-1][:, :dims]
    return x @ (vector * (value ** -power)).astype(np.float32)

def frequencies(order, often, counts, lang, soft):
    """Largest relative frequency of each piece in any language: word lists, and what the corpus shows."""
    p = np.array([1.0] + [often[x] for x in order])
    for l in np.unique(lang):
        pick = lang == l
        c = np.asarray((sp.diags(np.where(soft[pick], 0.2, 1.0)) @ counts[pick]).sum(0)).ravel()
        if c.sum() > 20000 and l != "word":
            q = c / c.sum(); q[c < 5] = 0
            p = np.maximum(p, q)
    return p

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "debs", "cache", "out"): parser.add_argument("--" + name, required=True)
    a = parser.parse_args()
    at = lambda name: os.path.join(a.cache, name)
    os.makedirs(a.cache, exist_ok=True)
    e5, mini = E5(a.cache), MiniLM(a.cache)
    deep, view, lone = Store(at("e5"), lambda: e5), Store(at("mini"), lambda: mini), Store(at("words"), lambda: lambda t: e5(t, words=True))

    corpus = cached(at("corpus.pkl"), lambda: collect(a.data, a.debs, a.cache))
    order, score, often = cached(at("vocab.pkl"), lambda: vocabulary(corpus, e5))
    words = [p.replace("▁", "") or "▁" for p in order]
    lone.fill(words, note="pieces")

    rows, english = select(corpus)
    rows += sorted({r for r in corpus if r[2] == "cldr"} - set(rows))
    feel = list(labelled(a.data))
    deep.fill([r[0] for r in rows] + [f[0] for f in feel], note="e5")
    pair_up(rows, english, deep)
    # English words alone, as short texts in their own right
    known = set(order)
    rows += [(w, "word", "words", w) for w, f in sorted(get_frequency_dict("en", wordlist="best").items()) if f > 3e-6 and len(w) > 2 and w.isalpha() and "▁" + w in known]
    english.update({("words", t): t for t, l, _, _ in rows if l == "word"})
    deep.fill([r[0] for r in rows if r[1] == "word"], note="e5")
    view.fill([r[0] if r[1] == "en" else english.get((r[2], r[3]), "") for r in rows if r[1] == "en" or r[3] and (r[2], r[3]) in english], note="MiniLM")

    lang = np.array([r[1] for r in rows])
    shape = tokenizer_json(order, score)
    tokenizer = Tokenizer.from_str(json.dumps(shape))
    size = len(order) + 1
    counts = bags(tokenizer, [plain(r[0]) for r in rows], size)
    soft = np.array([r[2] in SOFTWARE for r in rows])

    weight = (RARE / (RARE + frequencies(order, often, counts, lang, soft))).astype(np.float32)
    weight[[0, 1 + order.index("▁")]] = 0
    vectors = lone.get(words); vectors = np.vstack([np.zeros((1, 384), np.float32), unit(vectors - vectors.mean(0))])
    def learn():
        target, _ = targets(rows, english, deep, view)
        target = squeeze(target, target[::3], INNER).astype(np.float32)
        target /= np.linalg.norm(target, axis=1).mean()
        importance = np.where(soft, SOFT, np.where(lang == "word", LONE, 1.0)).astype(np.float32)
        design = counts @ sp.diags(weight)
        design = (sp.diags((1 / np.maximum(np.asarray(design.sum(1)).ravel(), 1e-6)).astype(np.float32)) @ design).tocsr()
        start = (vectors @ ridge(design @ vectors, target, 1e-2)).astype(np.float32)
        table = solve(design, target, start, PRIOR, STEPS, importance).astype(np.float32)
        return refine(counts, target, lang, weight, table, importance * np.where(soft, 0.75, 1)) * weight[:, None]
    table = cached(at("table.pkl"), learn)

    length = np.asarray(counts.sum(1)).ravel()
    pooled = centred(((sp.diags(1 / np.maximum(length, 1)) @ counts) @ table)[length > 0], lang[length > 0])
    table = squeeze(table, unit(pooled), DIMS, WHITEN / 2)
    table /= np.linalg.norm(table[1:], axis=1).mean()

    plainly = np.flatnonzero(~soft & (lang != "word") & (lang != "emoji"))
    tone = column(feel, bags(tokenizer, [plain(f[0]) for f in feel], size), deep.get([f[0] for f in feel]),
                  counts[plainly], deep.get([rows[i][0] for i in plainly]), lang[plainly], vectors, weight)
    static = os.path.join(a.out, "static")
    write(static, shape, table, tone, 0.0, {"name": "openend-static", "version": VERSION,
          "made-from": "multilingual-e5-small (MIT), all-MiniLM-L6-v2 (Apache-2.0), wordfreq and text named in README.md; share-alike notice in LICENSE-NOTICE.md"})
    fixture(static, os.path.join(a.out, "parity.json"))

if __name__ == "__main__":
    main()

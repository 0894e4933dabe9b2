"""Quality of a finished table on sets that took no part in making it: clusters, neighbours, languages, sentiment."""
import argparse, csv, os, random
import numpy as np
from safetensors import safe_open
from tokenizers import Tokenizer
from corpus import kept_half, plain
from teachers import unit

TOPICS = ("nhs_patients_en", "airline_tweets_en", "banking_en", "stackoverflow_en", "happy_moments_en", "students_vi", "shopping_zh")
POLES = ("polarity_en", "pros_cons_en", "airline_tweets_en", "takeaway_zh", "shopping_zh", "students_vi", "gadgets_vi", "valence_et")

class Table:
    def __init__(self, folder):
        with safe_open(os.path.join(folder, "model.safetensors"), "np") as f:
            packed, scale, tone, meta = f.get_tensor("vectors"), f.get_tensor("scales"), f.get_tensor("sentiment"), f.metadata()
        rows = np.empty((packed.shape[0], packed.shape[1] * 2), np.float32)
        rows[:, 0::2], rows[:, 1::2] = packed & 15, packed >> 4
        self.rows = (rows - 8) * scale[:, None]
        self.tone, self.bias = tone.astype(np.float32) * float(meta["sentiment_scale"]), float(meta["sentiment_bias"])
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))

    def ids(self, texts):
        return [e.ids for e in self.tokenizer.encode_batch_fast([plain(t) for t in texts], add_special_tokens=False)]

    def __call__(self, texts):
        out = np.zeros((len(texts), self.rows.shape[1]), np.float32)
        for i, x in enumerate(self.ids(texts)):
            if x: out[i] = self.rows[x].mean(0)
        return out

    def sentiment(self, texts):
        return np.array([self.tone[x].mean() if x else 0.0 for x in self.ids(texts)]) + self.bias

def read(data, name):
    csv.field_size_limit(10**9)
    with open(os.path.join(data, name + ".csv"), encoding="utf-8-sig", newline="") as f:
        return [r for r in csv.DictReader(f) if r["text"].strip()]

def sample(rows, n):
    rows = list(rows); random.Random(7).shuffle(rows)
    return rows[:n]

def clusters(x, y, seeds=3):
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score, v_measure_score
    got = [KMeans(len(set(y)), n_init=1, random_state=s, max_iter=60).fit_predict(x) for s in range(seeds)]
    return 100 * np.mean([v_measure_score(y, g) for g in got]), 100 * np.mean([adjusted_rand_score(y, g) for g in got])

def neighbours(x, y, k=10, train=None):
    """Share right by vote of the k nearest others; or of the k nearest in train = (x, y)."""
    ref, lab = train if train else (x, y)
    s = x @ ref.T
    if not train: np.fill_diagonal(s, -9)
    near = np.argpartition(-s, k, 1)[:, :k]
    right = 0
    for i, n in enumerate(near):
        votes = {}
        for j in n: votes[lab[j]] = votes.get(lab[j], 0) + s[i, j]
        right += max(votes, key=votes.get) == y[i]
    return 100 * right / len(y)

def topic_sets(data, n):
    for name in TOPICS:
        rows = sample([r for r in read(data, name) if r["labels"] and "|" not in r["labels"]], n)
        yield name, [r["text"] for r in rows], [r["labels"] for r in rows]

def measure(embed, data, n=2000, languages=True, log=print):
    total = []
    for name, texts, y in topic_sets(data, n):
        x = embed(texts); x = unit(x - x.mean(0))
        v, ari = clusters(x, y); knn = neighbours(x, y)
        total.append((v, ari, knn)); log(f"{name:20s} V {v:5.1f} ARI {ari:5.1f} kNN {knn:5.1f}")
    log("mean                 V %5.1f ARI %5.1f kNN %5.1f" % tuple(np.mean(total, 0)))
    if languages:
        rows = read(data, "topics_14langs"); english, line = None, []
        for l in ("en", "et", "vi", "zh-Hans", "zh-Hant", "de", "ja"):
            part = [r for r in rows if r["lang"] == l]
            x = embed([r["text"] for r in part]); x = unit(x - x.mean(0)); y = [r["labels"] for r in part]
            key = [r["group"] for r in part]
            if l == "en": english = (x, y, key)
            v, ari = clusters(x, y)
            cross = neighbours(x, y, train=english[:2]) if l != "en" else 0
            s = x @ english[0].T
            hit = 100 * np.mean([key[i] == english[2][j] for i, j in enumerate(s.argmax(1))])
            line.append((neighbours(x, y), v, cross, hit))
            log(f"topics {l:8s} kNN {line[-1][0]:5.1f} V {v:5.1f} ARI {ari:5.1f} kNN from en {cross:5.1f} same sentence found {hit:5.1f}")
        for name, langs in (("hotels_8langs", None), ("topics_14langs", {"en", "et", "vi", "zh-Hans", "zh-Hant", "de", "fr", "es", "ja", "ko"})):
            part = [r for r in read(data, name) if r["labels"] and "|" not in r["labels"] and (not langs or r["lang"] in langs)]
            if len(part) > 6000: part = sample(part, 6000)
            lang = np.array([r["lang"] for r in part]); x = embed([r["text"] for r in part])
            for l in set(lang): x[lang == l] -= x[lang == l].mean(0)
            x = unit(x)
            from sklearn.cluster import KMeans
            from sklearn.metrics import adjusted_mutual_info_score as ami, v_measure_score as vm
            y = [r["labels"] for r in part]
            g = KMeans(len(set(y)), n_init=2, random_state=0, max_iter=60).fit_predict(x)
            log(f"{name}: AMI with label {100*ami(y, g):.1f}, with language {100*ami(lang, g):.1f}; V {100*vm(y, g):.1f} / {100*vm(lang, g):.1f}")
    return total

def balanced(y, score):
    y, up = np.array(y), np.array(score) > 0
    return 50 * ((up & y).sum() / max(y.sum(), 1) + (~up & ~y).sum() / max((~y).sum(), 1))

def poles(data, name, n):
    rows = [r for r in read(data, name) if r["sentiment"] in ("positive", "negative")]
    if name in ("polarity_en", "pros_cons_en"): rows = [r for r in rows if not kept_half(r["id"])]
    rows = sample(rows, n)
    return [r["text"] for r in rows], [r["sentiment"] == "positive" for r in rows]

def sentiment(tone, data, n=4000, log=print):
    from sklearn.metrics import roc_auc_score
    got = []
    for name in POLES:
        texts, y = poles(data, name, n)
        s = tone(texts); got.append((balanced(y, s), 100 * roc_auc_score(y, s), balanced(y, s - np.median(s))))
        log(f"{name:20s} by sign {got[-1][0]:5.1f}  centred on median {got[-1][2]:5.1f}  AUC {got[-1][1]:5.1f}")
    log("mean                 by sign %5.1f  centred %5.1f  AUC %5.1f" % (np.mean([g[0] for g in got]), np.mean([g[2] for g in got]), np.mean([g[1] for g in got])))

def peer(kind, cache, folder):
    """The accurate model of the folder, the teachers themselves, or TF-IDF with 100 leading directions (single characters
    and pairs for Chinese)."""
    from teachers import E5, MiniLM
    if kind == "accurate":
        from accurate import Accurate
        return Accurate(folder)
    if kind == "e5": return E5(cache)
    if kind == "minilm": return MiniLM(cache)
    def tfidf(texts):
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer
        han = sum("\u4e00" <= c <= "\u9fff" for t in texts[:200] for c in t) > 500
        kind = dict(analyzer="char", ngram_range=(1, 2)) if han else dict(token_pattern=r"(?u)\b\w+\b")
        x = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5, **kind).fit_transform([plain(t) for t in texts])
        return TruncatedSVD(100, random_state=0).fit_transform(x).astype(np.float32)
    return tfidf

WORDS = ["waiting", "queue", "price", "slow", "friendly", "dirty", "staff", "järjekord", "ootamine", "hind", "aeglane", "sõbralik", "teenindaja",
         "xếp hàng", "chờ đợi", "giá", "chậm", "thân thiện", "nhân viên", "排队", "等待", "价格", "慢", "友好", "员工", "warteschlange", "preis", "👍", "😡"]

def look(table):
    x = unit(table(WORDS) - table.rows[1:].mean(0))
    s = x @ x.T; np.fill_diagonal(s, -9)
    for i, w in enumerate(WORDS):
        near = ", ".join(f"{WORDS[j]} {s[i, j]:.2f}" for j in np.argsort(-s[i])[:4])
        print(f"{w}: {near}; sentiment {table.sentiment([w])[0]:+.2f}")

if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder", help="holds tokenizer.json and model.safetensors"); p.add_argument("--data", required=True)
    p.add_argument("--rows", type=int, default=2000); p.add_argument("--peer", choices=["accurate", "e5", "minilm", "tfidf"]); p.add_argument("--cache", default=".")
    a = p.parse_args()
    if a.peer:
        measure(peer(a.peer, a.cache, a.folder), a.data, a.rows, a.peer in ("accurate", "e5"))
    else:
        table = Table(a.folder)
        measure(table, a.data, a.rows); sentiment(table.sentiment, a.data); look(table)

"""Makes tones/accurate.safetensors and tones/fast.safetensors: which side a clause takes, heard behind each engine.

usage: feelings.py --data DIR --clauses PROGRAM --cache DIR --out DIR (forty minutes on two cores)
--data holds the CSV sets, --clauses is the built example of clauses.rs, --out the models folder with static and accurate.

Three kinds of text teach: labelled halves of sets whose licence allows it; our own phrases (phrases.py), which show what
grammar does to a side in many languages; and translations, which a first head labels in all their languages together.
Of the labelled sets only rows whose sha256(id) ends in an even hex digit take part; the scale of the logits is fitted on
the odd rows of the same sets and on nothing else."""
import argparse, collections, csv, glob, hashlib, json, os, re, subprocess
import numpy as np, torch
from safetensors import safe_open
from safetensors.numpy import save_file
from scipy.optimize import minimize
from tokenizers import Tokenizer
import phrases
from corpus import kept_half, plain
from states import States
from accurate import Accurate

THREE, TWO = ("nhs_patients_en", "xed_emotions_8langs"), ("polarity_en", "pros_cons_en", "products_en")
PAIRS = {"parallel_tatoeba": 2500, "parallel_ntrex": 2500}
# How much a text of each kind counts; subtitles labelled by emotion are noisy, and our phrases many.
COUNTS = {"nhs_patients_en": 4.0, "polarity_en": 1.5, "pros_cons_en": 0.4, "products_en": 1.0, "xed_emotions_8langs": 0.35,
          "own": 0.5, "pair": 0.4, "soft": 0.5}
SIDES = {"negative": 0, "neutral": 1, "positive": 2}
MOST_CLAUSES, SEED, HELD = 12, 1, 2000
CLEAR, CALM = 0.15, 0.7

def order(row): return hashlib.sha256(row["id"].encode()).hexdigest()

def read(data, name):
    csv.field_size_limit(10**9)
    with open(os.path.join(data, name + ".csv"), encoding="utf-8-sig", newline="") as f:
        return [dict(set=name, id=r["id"], lang=r["lang"], text=r["text"].strip()[:1500], group=r["group"], side=r["sentiment"])
                for r in csv.DictReader(f) if r["text"].strip()]

def gather(data):
    """Rows to learn from, rows to fit the scale on, own phrases, and translations (grouped by sentence)."""
    labelled = [r for name in (*THREE, *TWO) for r in read(data, name) if r["side"]]
    taught = [r for r in labelled if kept_half(r["id"])]
    held = sorted((r for r in labelled if not kept_half(r["id"]) and r["set"] != "xed_emotions_8langs"), key=order)
    count = collections.Counter(); kept = []
    for r in held:
        count[r["set"]] += 1
        if count[r["set"]] <= HELD: kept.append(r)
    own = [dict(set="own", id=str(i), lang="zh-Hans" if l == "zh" else l, text=t, target=aside(p))
           for i, (l, t, p) in enumerate(phrases.all_texts(SEED))]
    pairs, count = [], collections.Counter()
    for r in sorted((r for name in PAIRS for r in read(data, name)), key=order):
        count[r["set"], r["lang"]] += 1
        if count[r["set"], r["lang"]] <= PAIRS[r["set"]]: pairs.append(r)
    return taught, kept, own, pairs

def aside(p):
    """A phrase's chances of criticism, neither and praise as four: those of both sides at once are a class of their own."""
    return [0.04, 0.02, 0.04, 0.9] if min(p[0], p[2]) > 0.4 else [0.97 * x for x in p] + [0.03]

def level(rows):
    """Makes praise and criticism of each set and language weigh alike, so that no head leans to one side by habit."""
    def side(r): return int(np.argmax(r["target"])) if "target" in r else SIDES[r["side"]]
    total = collections.Counter()
    for r in rows: total[r["set"], r["lang"], side(r)] += r.setdefault("weight", 1.0)
    for r in rows:
        both = [total[r["set"], r["lang"], s] for s in (0, 2)]
        if side(r) in (0, 2) and min(both) > 0: r["weight"] *= sum(both) / 2 / both[side(r) // 2]

def letters(text): return " ".join(re.findall(r"\w+", plain(text)))

def examined():
    """The sentences that tests/sentiment judges the heads by; a phrase that happens to be one of them teaches nothing."""
    found = set()
    for name in glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/sentiment/sentences/*.tsv")):
        with open(name, encoding="utf-8") as f: found |= {letters(line.rstrip("\n").split("\t")[-1]) for line in f}
    assert len(found) > 500
    return found - {""}

def split(rows, program):
    """Gives each row its clauses, as the program splits it; rows without any fall away."""
    lines = "".join(json.dumps({"text": r["text"], "lang": r["lang"]}, ensure_ascii=False) + "\n" for r in rows)
    found = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    for r, line in zip(rows, found, strict=True): r["clauses"] = [c for c in json.loads(line) if c][:MOST_CLAUSES]
    # The side of "good but slow" is known of the whole only.
    return [r for r in rows if r["clauses"] and not (len(r["clauses"]) > 1 and len(r.get("target", ())) == 4 and r["target"][3] > 0.5)]

class Ids:
    """Static tokens of clauses."""
    def __init__(self, folder, texts):
        tokenizer = Tokenizer.from_file(os.path.join(folder, "static", "tokenizer.json"))
        ids = [e.ids or [0] for e in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
        self.row = {t: i for i, t in enumerate(texts)}
        self.starts = np.concatenate([[0], np.cumsum([len(i) for i in ids])])
        self.flat = torch.from_numpy(np.concatenate([np.array(i) for i in ids]).astype(np.int64))
    def __call__(self, at): return self.flat[torch.from_numpy(at)]

class Head(torch.nn.Module):
    """Token vectors → hidden rows (of three neighbours if wide) → what each seat sees → four logits and a weight."""
    def __init__(self, dims, width, seats=4, wide=False, drop=0.15):
        super().__init__()
        self.seats, self.width, self.wide, self.drop = seats, width, wide, drop
        self.hidden, self.look = torch.nn.Linear(dims * (3 if wide else 1), width), torch.nn.Linear(width, seats, bias=False)
        self.out = torch.nn.Linear(width * seats, 5)
        with torch.no_grad(): self.out.weight[4] = 0; self.out.bias[4] = 0; self.out.bias[3] = -2
    def forward(self, x, clause, count, first, last):
        if self.training: x = torch.nn.functional.dropout(x, self.drop)
        if self.wide:
            empty = torch.zeros_like(x[:1])
            before, behind = torch.cat([empty, x[:-1]]) * ~first[:, None], torch.cat([x[1:], empty]) * ~last[:, None]
            x = torch.cat([before, x, behind], 1)
        h = torch.nn.functional.gelu(self.hidden(x)); a = self.look(h)
        top = torch.full((count, self.seats), -1e9).scatter_reduce(0, clause[:, None].expand(-1, self.seats), a, "amax")
        e = torch.exp(a - top.detach()[clause]); share = e / torch.zeros(count, self.seats).index_add(0, clause, e)[clause]
        saw = torch.zeros(count, self.seats, self.width).index_add(0, clause, share[:, :, None] * h[:, None, :]).flatten(1)
        if self.training: saw = torch.nn.functional.dropout(saw, self.drop)
        return self.out(saw)

class Words(torch.nn.Module):
    """A head over static tokens: a token's row is a map of its static vector, and what it learned of its own."""
    def __init__(self, vectors, dims=32, width=48, lost=0.3):
        super().__init__()
        size = np.linalg.norm(vectors, axis=1, keepdims=True)
        self.known = torch.from_numpy(np.hstack([vectors / np.maximum(size, 1e-6), np.log1p(size)]).astype(np.float32))
        self.map, self.own, self.lost = torch.nn.Linear(vectors.shape[1] + 1, dims, bias=False), torch.nn.Embedding(len(vectors), dims), lost
        torch.nn.init.zeros_(self.own.weight)
        self.head = Head(dims, width, wide=True, drop=0.1)
    def forward(self, ids, *where):
        own = self.own(ids)
        # Half unknown words must be heard by their static vectors alone.
        if self.training: own = own * (torch.rand(len(ids), 1) > self.lost)
        return self.head(self.map(self.known[ids]) + own, *where)
    def rows(self):
        with torch.no_grad(): return (self.map(self.known) + self.own.weight).numpy()

def logits(net, source, rows):
    """Four logits a row: the mean over its clauses, by their weights."""
    at = [source.row[c] for r in rows for c in r["clauses"]]
    of = torch.tensor([k for k, r in enumerate(rows) for _ in r["clauses"]])
    length = np.array([source.starts[i + 1] - source.starts[i] for i in at]); end = np.cumsum(length)
    places = np.concatenate([np.arange(source.starts[i], source.starts[i + 1]) for i in at])
    first, last = np.zeros(len(places), bool), np.zeros(len(places), bool); first[end - length] = True; last[end - 1] = True
    out = net(source(places), torch.from_numpy(np.repeat(np.arange(len(at)), length)), len(at), torch.from_numpy(first), torch.from_numpy(last))
    weight = torch.exp(out[:, 4].clamp(-4, 4))
    total = torch.zeros(len(rows)).index_add(0, of, weight)
    return torch.zeros(len(rows), 4).index_add(0, of, out[:, :4] * weight[:, None]) / total[:, None]

def predict(net, source, rows, batch=512):
    net.eval(); out = np.zeros((len(rows), 4), np.float32)
    by_length = np.argsort([sum(source.starts[source.row[c] + 1] - source.starts[source.row[c]] for c in r["clauses"]) for r in rows], kind="stable")
    with torch.no_grad():
        for a in range(0, len(rows), batch):
            pick = by_length[a:a + batch]; out[pick] = logits(net, source, [rows[i] for i in pick]).numpy()
    return out

def chances(z):
    p = np.exp(z - z.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)

def fit(net, source, rows, epochs, batch, decay, rate=2e-3):
    """A set without neutral answers teaches which of two sides, hardly how likely neither is; one without mixed
    answers teaches nothing of them."""
    target, kind = np.zeros((len(rows), 4), np.float32), np.zeros(len(rows), np.int64)
    for k, r in enumerate(rows):
        if "target" in r: target[k, :len(r["target"])] = r["target"]; kind[k] = len(r["target"]) - 2
        else: target[k, SIDES[r["side"]]] = 1; kind[k] = int(r["set"] in THREE)
    target, kind = torch.from_numpy(target), torch.from_numpy(kind)
    counts = torch.tensor([COUNTS[r["set"]] * r.get("weight", 1.0) for r in rows])
    best, steps, done, draw = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=decay), epochs * (len(rows) // batch + 1), 0, np.random.default_rng(0)
    for epoch in range(epochs):
        net.train(); mixed = draw.permutation(len(rows)); lost = 0.0
        for a in range(0, len(rows), batch):
            for g in best.param_groups: g["lr"] = rate * min(1, done / 100) * (1 - done / (steps + 1)) + 1e-6
            pick = mixed[a:a + batch]; z = logits(net, source, [rows[i] for i in pick]); i = torch.from_numpy(pick); t, k, w = target[i], kind[i], counts[i]
            three = -(t[:, :3] * z[:, :3].log_softmax(1)).sum(1)
            two = -(t[:, [0, 2]] * z[:, [0, 2]].log_softmax(1)).sum(1) + CLEAR * three
            loss = (torch.where(k == 0, two, torch.where(k == 1, three, -(t * z.log_softmax(1)).sum(1))) * w).sum() / w.sum()
            best.zero_grad(); loss.backward(); best.step(); done += 1; lost += loss.item()
        print("epoch", epoch, round(lost * batch / len(rows), 4), flush=True)
    return net

def labelled_pairs(net, source, pairs):
    """Translations with one target a sentence: what the head hears in all its languages, English three times. Everyday
    sentences lean to neither side on the whole, and most take none: each set is moved so (CALM: logit towards neither)."""
    out = []
    for name in PAIRS:
        part = [r for r in pairs if r["set"] == name]
        p = chances(predict(net, source, part)[:, :3]); groups = collections.defaultdict(list)
        for i, r in enumerate(part): groups[r["group"]].append(i)
        for at in groups.values():
            weight = np.array([3.0 if part[i]["lang"] == "en" else 1.0 for i in at]); p[at] = (p[at] * weight[:, None]).sum(0) / weight.sum()
        z = np.log(p + 1e-4); lean = np.median(z[:, 2] - z[:, 0]); p = chances(z + [lean / 2, CALM, -lean / 2])
        # Half of the sentences are plenty
        out += [{**r, "set": "pair", "target": t.tolist(), "weight": 0.25 + 0.75 * (1 - t[1])}
                for r, t in zip(part, p) if int(hashlib.sha256(r["group"].encode()).hexdigest()[0], 16) % 2 == 0]
    return out

def scale(parts, held):
    """Factors of the parts' logits (one array each) under which the held rows are likeliest, every set alike."""
    side = np.array([SIDES[r["side"]] for r in held]); three = np.array([r["set"] in THREE for r in held])
    share = collections.Counter(r["set"] for r in held); weight = np.array([1 / share[r["set"]] for r in held])
    def lost(factors):
        z = sum(f * p for f, p in zip(factors, parts))[:, :3].astype(np.float64)
        z = np.where((~three)[:, None] & (np.arange(3) == 1), -1e9, z)
        return (weight * (np.logaddexp.reduce(z, 1) - z[np.arange(len(z)), side])).sum()
    return minimize(lost, np.ones(len(parts)), method="Nelder-Mead").x

def tables(head, factor):
    half = lambda x: x.detach().numpy().astype(np.float16)
    grown = torch.tensor([float(factor)] * 4 + [1.0], dtype=torch.float32)
    return {"hidden": half(head.hidden.weight), "hidden.bias": head.hidden.bias.detach().numpy(), "seats": half(head.look.weight),
            "outputs": half(head.out.weight * grown[:, None]), "outputs.bias": (head.out.bias * grown).detach().numpy()}

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "clauses", "cache", "out"): parser.add_argument("--" + name, required=True)
    a = parser.parse_args(); torch.manual_seed(0); torch.set_num_threads(2)
    taught, held, own, pairs = (split(rows, a.clauses) for rows in gather(a.data))
    exam = examined(); own = [r for r in own if not exam & {letters(t) for t in (r["text"], *r["clauses"])}]
    # The grammar draws neutral phrases too rarely
    for r in own: r["weight"] = 2.0 if r["target"][1] > 0.5 else 1.0
    level(own); level([r for r in taught if r["set"] == "xed_emotions_8langs"])
    texts = list(dict.fromkeys(c for rows in (taught, held, own, pairs) for r in rows for c in r["clauses"]))
    print(len(taught), "labelled rows,", len(own), "phrases,", len(pairs), "translations,", len(texts), "clauses", flush=True)
    states, words = States(Accurate(os.path.join(a.out, "accurate")), a.cache), Ids(a.out, texts)
    states.fill(texts)

    first = fit(Head(states.width, 128), states, taught + own, 4, 128, 1e-4)
    pairs = labelled_pairs(first, states, pairs)
    deep = fit(Head(states.width, 128), states, taught + own + pairs, 7, 128, 1e-4)
    soft = [dict(set="soft", clauses=[c]) for c in dict.fromkeys(c for rows in (taught, own, pairs) for r in rows for c in r["clauses"])]
    for r, p in zip(soft, chances(predict(deep, states, soft))): r["target"] = p.tolist(); r["weight"] = 0.3 + 0.7 * (1 - p[1])
    with safe_open(os.path.join(a.out, "static", "model.safetensors"), "np") as f: packed, size = f.get_tensor("vectors"), f.get_tensor("scales")
    vectors = (np.stack([packed & 15, packed >> 4], 2).reshape(len(packed), -1).astype(np.float32) - 8) * size.reshape(-1, 1)
    fast = fit(Words(vectors), words, taught + own + pairs + soft, 5, 256, 1e-3)

    heard = [predict(deep, states, held), predict(fast, words, held)]
    alone, (together, beside) = scale(heard[1:], held)[0], scale(heard, held)
    print("scales: fast alone", alone, "accurate", together, "with the words by", beside, flush=True)
    rows = fast.rows(); step = np.maximum(np.abs(rows).max(1) / 127, 1e-6).astype(np.float16)
    rows = np.clip(np.rint(rows / step.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
    made = "text named in README.md, static and accurate model; share-alike notice in LICENSE-NOTICE.md"
    folder = os.path.join(a.out, "tones"); os.makedirs(folder, exist_ok=True)
    save_file({"rows": rows, "rows.scale": step, **tables(fast.head, alone)}, os.path.join(folder, "fast.safetensors"),
              {"name": "openend-tones-fast", "version": "1", "made-from": made})
    save_file(tables(deep, together), os.path.join(folder, "accurate.safetensors"),
              {"name": "openend-tones-accurate", "version": "1", "words": repr(float(beside / alone)), "made-from": made})
    torch.save([deep.state_dict(), fast.state_dict()], os.path.join(a.cache, "tones.pt"))

if __name__ == "__main__":
    main()

"""The list of pieces: whole words of many languages, XLM-R pieces to fall back on, single characters."""
import collections, json, math, re, unicodedata
from corpus import HAN, plain
from estonian import EVERYDAY, estonian
from select_text import SOFTWARE

WORDS = {"en": 21000, "zh": 16000, "de": 7000, "fr": 4500, "es": 4500, "vi": 6000, "fi": 3000, "ja": 2500, "ko": 2500, "ru": 2500,
         "pt": 2200, "it": 2200, "nl": 1500, "sv": 500, "da": 400, "nb": 400, "pl": 500, "cs": 400, "uk": 400, "tr": 500,
         "id": 500, "lv": 400, "lt": 400, "hu": 400, "ro": 400, "el": 400, "ar": 500, "he": 200, "ca": 200}
LIFT = {"en": 1.0, "zh": 1.0, "vi": 0.8, "et": 0.8}
ESTONIAN, JOINED, PARTS, TOTAL = 34000, {"et": 3000, "de": 2500, "fi": 800}, 3000, 145000
WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
HANS = re.compile("[\u3400-\u9fff]")
KANA = re.compile("[\u3040-\u30ff]")

def corpus_words(corpus, language):
    """Frequencies of a language's words in the corpus; software strings count a tenth."""
    count = collections.Counter()
    for text, l, source, _ in corpus:
        if l == language:
            for w in WORD.findall(plain(text)):
                count[w] += 0.1 if source in SOFTWARE else 1.0
    total = sum(count.values())
    return {w: c / total for w, c in count.items()}

def vocabulary(corpus, e5):
    """Pieces with scores, what the teacher reads for each, and the largest relative frequency in any language."""
    from wordfreq import get_frequency_dict
    score, often, order = {}, {}, []
    def add(piece, s, f):
        if piece not in score: order.append(piece)
        score[piece] = max(s, score.get(piece, -99.0)); often[piece] = max(f, often.get(piece, 0.0))
    def word(w, f, l):
        w = plain(w)
        if not w or not any(c.isalnum() for c in w) or " " in w: return
        joined = bool(HANS.search(w) or KANA.search(w))
        add(w if joined else "▁" + w, math.log(LIFT.get(l, 0.25) * f / 2), f)
    lists = {}
    for l, n in WORDS.items():
        lists[l] = sorted(get_frequency_dict(l, wordlist="best").items(), key=lambda x: (-x[1], x[0]))[:n]
    own = corpus_words(corpus, "et")
    forms, parts = estonian(own, e5.pieces, EVERYDAY)
    lists["et"] = sorted(forms.items(), key=lambda x: (-x[1], x[0]))[:ESTONIAN]
    own = corpus_words(corpus, "vi")
    lists["vi"] += sorted(((w, f) for w, f in own.items() if f > 2e-5), key=lambda x: (-x[1], x[0]))[:2500]
    for l, words in lists.items():
        for w, f in words:
            word(w, f, l)
    for l, n in JOINED.items():
        taken = 0
        for w, f in lists[l]:
            if taken < n and len(w) >= 4 and w.isalpha() and f < 1e-3:
                add(w, math.log(LIFT.get(l, 0.25) * f / 2) - 3, f * 0.1); taken += 1
    for w, f in sorted(parts.items(), key=lambda x: (-x[1], x[0]))[:PARTS]:
        if len(w) >= 3: add(w, math.log(0.8 * max(f, 1e-6) / 2) - 2, f * 0.3)
    for p in [p for p in order if "'" in p]:
        add(p.replace("'", "’"), score[p] - 1, often[p])
    kinds = {p: s for p, s in e5.pieces[4:] if p and plain(p) == p and p != "▁"}
    used = collections.Counter()
    sample = [plain(t) for t, _, _, _ in corpus[::3]] + [w for words in lists.values() for w, _ in words]
    for i in range(0, len(sample), 20000):
        for e in e5.tokenizer.encode_batch_fast(sample[i:i + 20000], add_special_tokens=False):
            used.update(set(e.tokens))
    seen = collections.Counter(c for t in sample for c in set(t) if not c.isspace())
    singles = {c for c, n in seen.items() if n > 1} | {p for p in kinds if len(p) == 1 and kinds[p] > -13.5}
    singles |= {c for t, l, _, _ in corpus if l == "emoji" for c in plain(t)}
    room = len(singles - score.keys())
    for p in sorted(kinds, key=lambda p: (-used[p], -kinds[p])):
        if len(order) + room >= TOTAL - 2: break
        if len(p) > 1: add(p, kinds[p] - 1.5, math.exp(kinds[p]))
    for c in sorted(singles):
        add(c, min(kinds.get(c, -14.0) - 1.5, -9.0), math.exp(kinds.get(c, -14.0)))
    add("▁", -8.0, 1.0)
    return order, score, often

def tokenizer_json(order, score):
    vocab = [["<unk>", -30.0]] + [[p, round(score[p], 4)] for p in order]
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
            "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
            "post_processor": None, "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
            "model": {"type": "Unigram", "unk_id": 0, "vocab": vocab, "byte_fallback": False}}

"""Which of the 250 thousand pieces of multilingual-e5-small the accurate model keeps: those that lower-cased text of
many languages uses most. Chosen from word lists and cleared text; no text that quality is measured on is read."""
import re, unicodedata
import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers
from corpus import plain
from select_text import SOFTWARE

KEPT = 110000
# A language's say: a piece is worth its share of the language's pieces, times this.
SAY = {"en": 3.0, "zh": 2.0, "zh-Hans": 2.0, "vi": 1.0, "et": 1.0, "de": 1.0, "fr": 1.0, "es": 1.0, "ja": 1.0, "ko": 1.0, "fi": 1.0, "ru": 1.0, "it": 0.7, "pt": 0.7}
OTHER, OWN_LIST = 0.15, 0.3
# The model's own estimate of a piece's share of the text of a hundred languages; a piece in one of these scripts has few
# languages to serve (Hebrew, Arabic, Devanagari, Thai, kana, Han, Hangul), so its share of their text is that much more.
PRIOR, FEW, LIFT = 0.5, re.compile("[\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"), 10.0
WORD_FLOOR = 3e-7

def splitter(pieces, unknown, prepend="always"):
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=prepend, split=True)
    return tokenizer

def share(tokenizer, weighted, size):
    """Each piece's share of all pieces of these (text, weight)."""
    out = np.zeros(size)
    for a in range(0, len(weighted), 20000):
        part = weighted[a:a + 20000]
        ids = [np.array(e.ids, np.int64) for e in tokenizer.encode_batch_fast([t for t, _ in part], add_special_tokens=False)]
        out += np.bincount(np.concatenate(ids), np.repeat([w for _, w in part], [len(x) for x in ids]), size)
    return (out / max(out.sum(), 1e-30)).astype(np.float32)

def lower(text):
    return unicodedata.normalize("NFKC", text).lower()

def shares(corpus, words, e5):
    """(language, share of each piece), from word lists and from text. words: our own list's frequencies of whole words
    in any language; it has the Estonian ones, which wordfreq lacks."""
    from wordfreq import available_languages, get_frequency_dict
    size = len(e5.pieces)
    inside = splitter(e5.pieces, e5.unknown, "never")
    for l in sorted(available_languages("best")):
        # Japanese keeps its own forms of Han characters, all other text is read in simplified ones
        form = lower if l == "ja" else plain
        listed = [(form(w), f) for w, f in sorted(get_frequency_dict(l, wordlist="best").items()) if f > WORD_FLOOR]
        for tokenizer in (e5.tokenizer, inside) if l in ("zh", "ja") else (e5.tokenizer,):
            yield l, share(tokenizer, listed, size)
    yield "own list", share(e5.tokenizer, [(p[1:], f) for p, f in sorted(words.items()) if p[0] == "▁" and len(p) > 1], size)
    for l in sorted({r[1] for r in corpus}):
        yield l, share(e5.tokenizer, [(plain(t), 0.1 if source in SOFTWARE else 1.0) for t, k, source, _ in corpus if k == l], size)

def kept_pieces(corpus, words, e5):
    """Ids, ascending: the special pieces, single characters, and the pieces of most worth."""
    text = [p for p, _ in e5.pieces]
    worth = np.array([PRIOR * np.exp(s) * (LIFT if FEW.search(p) else 1.0) for p, s in e5.pieces])
    for l, s in shares(corpus, words, e5):
        np.maximum(worth, s.astype(np.float64) * (OWN_LIST if l == "own list" else SAY.get(l, OTHER)), out=worth)
    able = np.array([lower(p) == p and not re.fullmatch("<.*>", p) for p in text])
    worth[[i for i, p in enumerate(text) if len(p) == 1]] = np.inf
    worth[~able] = -1.0
    worth[[e5.bos, e5.eos, e5.unknown, *e5.prefix]] = np.inf
    return np.sort(np.argsort(-worth, kind="stable")[:KEPT])

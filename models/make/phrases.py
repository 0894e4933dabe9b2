"""Writes short survey answers with a known side, for training the sentiment head.

Word lists teach which words praise and which blame; they do not teach what `not`, `no longer`,
`too` or `should` do to them. So the answers are put together here from a small grammar for each
language (phrases/*.txt), and the side follows from the grammar and not from the words alone.
Every phrase is the project's own. The same seed gives the same texts.

A data file has lines `key: entry; entry` (an indented line goes on with the one above):
  kinds           the agreement kinds of a noun (number, gender), the first being the default
  n.CLASS         things, `form|form|kind`; a class decides which predicates fit
  gX.CLASS, bX    adjectives that praise and blame (without a class: fit all); gQ, bQ are fixed
                  predicates, gV, bV verb phrases, gW, bW whole answers, gA, bA nouns
  agree.is        a word that agrees with the thing, one form per kind
  nX              adjectives that only `too` turns into blame
  t TARGET WEIGHT templates: {X} takes the side drawn for the text, {-X} the other one, {gX} and
                  {bX} a fixed one, {P} is X or Q, {n} the thing, {n2} another, {X2} fits {n2},
                  [a/b/] a choice; ^ in front wants a thing in the singular
  join, contrast  how two clauses {a}, {b} go together
  In ja an adjective ends in i or is marked `|na`; in ko it is stem|stem with -a/-eo|modifier (-ha
  stems need only the stem) and `@` before a particle picks its form; fi has nominative|partitive|
  comparative, sv common|neuter|plural|comparative, ru, uk, pl and nl masculine|comparative
  fix             `pattern => replacement`, sandhi and contractions
"""
import random
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "phrases"
FIRST_CLASS, OTHERS = ("en", "zh", "vi", "et"), ("de", "fr", "es")
ASIAN, MORE = ("ja", "ko"), ("pt", "it", "nl", "ru", "pl", "fi", "sv", "uk", "tr", "id", "ar", "th")
TARGETS = {  # (negative, neutral, positive)
    "neg": (.93, .05, .02), "pos": (.02, .05, .93), "neu": (.05, .90, .05),
    "wneg": (.80, .15, .05), "wpos": (.10, .15, .75), "wish": (.79, .20, .01),
    "ok": (.05, .50, .45), "soso": (.40, .58, .02), "mixed": (.48, .04, .48),
    "concpos": (.20, .05, .75), "concneg": (.75, .05, .20), "bearable": (.20, .30, .50),
}
# what a template does with the side drawn for it: keeps it, turns it, or weakens it
SIDED = {"same": ("pos", "neg"), "flip": ("neg", "pos"), "hedge": ("wpos", "wneg"),
         "wflip": ("wneg", "wpos"), "conc": ("concpos", "concneg")}
JOINABLE = ("pos", "neg", "wpos", "wneg", "same", "flip", "wflip", "hedge")
SLOT = re.compile(r"\{(-?)(\w+?)(2?)(?:\.(\w))?\}")
CHOICE = re.compile(r"\[([^\[\]]*)\]")


class Grammar:
    """One language's words and templates; draws answers from them."""

    def __init__(self, language):
        self.language, self.lists, self.templates, key = language, defaultdict(list), [], None
        for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            if not line[0].isspace():
                key, line = line.split(":", 1)
            for entry in filter(None, (e.strip() for e in line.split(";"))):
                self.lists[key].append(entry)
        self.kinds = self.lists.pop("kinds", ["s"])[0].split()
        self.things = [(k[2:], e) for k, v in self.lists.items() if k.startswith("n.") for e in v]
        self.fixes = [(re.compile(p.strip()), r.strip(" ").replace("_", " "))
                      for p, r in (f.split("=>") for f in self.lists.pop("fix", []))]
        for key in [k for k in self.lists if k.startswith("t ")]:
            _, target, weight = key.split()
            texts = self.lists.pop(key)
            self.templates += [(t, target, float(weight) / len(texts)) for t in texts]
        self.weights = [w for _, _, w in self.templates]
        self.joinable = [x for x in self.templates
                         if x[1] in JOINABLE and not set("?？؟") & set(x[0])]
        self.joinable_weights = [w for _, _, w in self.joinable]

    def thing(self, rng, other=None):
        """A noun as (class, forms, index of its kind), and not the `other` one."""
        cls, entry = rng.choice(self.things)
        while other and entry.split("|")[0] == other[1][0]:
            cls, entry = rng.choice(self.things)
        forms, kind = entry.split("|"), 0
        if forms[-1] in self.kinds:
            kind = self.kinds.index(forms.pop())
        return cls, forms, kind

    def adjective(self, entry, form, kind):
        """The form of an adjective that the language's grammar asks for."""
        forms = entry.split("|")
        base, last = forms[0], forms[-1]
        if form == "n":  # the bare form, where nothing is there to agree with
            return base
        if self.language == "et":
            genitive = forms[1]
            comparative = forms[2] if len(forms) > 2 else genitive + "m"
            if form == "c":
                return comparative + ("ad" if kind else "")
            if form == "k":
                return comparative + "aks"
            return genitive + "d" if kind else base
        if self.language == "en" and form == "c":
            return last if len(forms) > 1 else "more " + base
        if self.language == "de" and form == "c":
            return last if len(forms) > 1 else base + "er"
        if self.language in ("fr", "es"):
            female, plural = kind % 2, kind > 1
            if self.language == "es":
                word = last if female and len(forms) > 1 else base
                if female and len(forms) == 1 and base.endswith("o"):
                    word = base[:-1] + "a"
                if plural and not word.endswith("s"):
                    word += "s" if word[-1] in "aeiouáéíóú" else "es"
                return word
            word = base if not female else last if len(forms) > 1 else \
                base if base.endswith("e") else base + "e"
            if plural and word.endswith("al"):
                return word[:-2] + "aux"
            return word + "s" if plural and word[-1] not in "sxz" else word
        if self.language in INFLECT:
            return INFLECT[self.language](forms, form, self.kinds[kind])
        return base

    def pick(self, rng, key, cls):
        """An entry for `key` that fits the class of thing; shared entries fit all."""
        own, shared = self.lists.get(f"{key}.{cls}", []), self.lists.get(key, [])
        if own and shared and not key.endswith("W"):
            return rng.choice(own if rng.random() < .65 else shared)
        return rng.choice(own or shared)

    def fill(self, rng, template, good):
        """A template's text, for a drawn side."""
        while CHOICE.search(template):
            template = CHOICE.sub(lambda m: rng.choice(m[1].split("/")), template)
        first = self.thing(rng)
        while first[2] and self.kinds[first[2]][-1] == "p" and (
                template[0] == "^" or "{n" not in template):
            first = self.thing(rng)
        if "{n" not in template:  # nothing to agree with: the default gender and number
            first = (*first[:2], 0)
        nouns, kept = {"": first, "2": self.thing(rng, first)}, {}

        def slot(match):
            turn, name, which, form = match.groups()
            cls, forms, kind = nouns[which]
            if name == "n":
                return forms[{None: 0, "g": 1, "p": 2}.get(form, 0) % len(forms)]
            if f"agree.{name}" in self.lists:
                return self.lists[f"agree.{name}"][0].split("|")[kind]
            side, letter = ("", name)
            if name[-1].isupper() and len(name) <= 2:
                side = name[0] if len(name) == 2 else "gb"[(good == bool(turn))]
                letter = name[-1]
            if letter == "P":
                quasi = self.lists.get(f"{side}Q.{cls}", []) + self.lists.get(side + "Q", [])
                letter = "Q" if quasi and form is None and rng.random() < .25 else "X"
            for _ in range(5):
                entry = self.pick(rng, side + letter, cls)
                if entry not in kept.values():
                    break
            kept[match.start()] = entry
            if letter in "XY":
                return self.adjective(entry, form, kind)
            entry = entry.split("|")
            if letter == "V":
                return entry[-1 if kind else 0]
            return entry[-1 if form == "p" else 0] if side else rng.choice(entry)

        text = template.lstrip("^")
        while SLOT.search(text):
            text = SLOT.sub(slot, text)
        for _ in range(2):
            while CHOICE.search(text):
                text = CHOICE.sub(lambda m: rng.choice(m[1].split("/")), text)
            for pattern, replacement in self.fixes:
                text = pattern.sub(replacement, text)
        if self.language == "ko":
            text = particles(text)
        if self.language not in ("zh", "ja"):
            text = re.sub(r"\s+", " ", re.sub(r" +([,.?!…،؟])", r"\1", text))
        return text.strip(" ,，、،")

    def clause(self, rng, templates=None, weights=None, side=None):
        """One clause and its target; with `side`, one that ends on that side."""
        while True:
            template, target, _ = rng.choices(templates or self.templates,
                                              weights or self.weights)[0]
            good = rng.random() < .5
            if target in SIDED:
                target = SIDED[target][0 if good else 1]
            if side is None or side == target[-3:]:
                return self.fill(rng, template, good), TARGETS[target]

    def answer(self, rng):
        """One answer: a clause, two of one side, or two that contrast."""
        roll = rng.random()
        if roll > .20:
            return self.clause(rng)
        sides = ["pos", "neg"]
        rng.shuffle(sides)
        if roll > .08:
            sides[1] = sides[0]
        (a, x), (b, y) = (self.clause(rng, self.joinable, self.joinable_weights, s) for s in sides)
        a, b = a.rstrip(".!。！"), b if self.language == "de" or b.startswith("I ") else lower(b, self.language)
        text = rng.choice(self.lists["join" if roll > .08 else "contrast"])
        target = TARGETS["mixed"] if roll <= .08 else tuple((p + q) / 2 for p, q in zip(x, y))
        return text.replace("{a}", a).replace("{b}", b), target


def lower(text, language=""):
    first = {"I": "ı", "İ": "i"}.get(text[:1]) if language == "tr" else None
    return (first or text[:1].lower()) + text[1:]


def particles(text):
    """Korean particles after a vowel or a consonant: `@` stands before the consonant's form."""
    def choose(match):
        final = (ord(match[1]) - 0xAC00) % 28 if "가" <= match[1] <= "힣" else 0
        vowel = {"은": "는", "이": "가", "을": "를", "과": "와", "이나": "나", "으로": "로",
                 "이에": "예", "이라": "라"}[match[2]]
        return match[1] + (match[2] if final and not (match[2] == "으로" and final == 8) else vowel)
    return re.sub(r"(.) ?@(이나|으로|이에|이라|은|이|을|과)", choose, text)


def japanese(forms, form, kind):
    """t modifier, g negative, d past, D polite past, v adverb, e joined on, s stem, k plain, x if."""
    base = forms[0]
    if base.endswith("い") and len(forms) == 1:
        stem = "よ" if base == "いい" else base[:-1]
        return {"g": stem + "くない", "d": stem + "かった", "D": stem + "かったです",
                "v": stem + "く", "e": stem + "くて", "s": stem, "x": stem + "ければ"}.get(form, base)
    return base + {"t": "な", "g": "ではない", "d": "だった", "D": "でした", "v": "に", "e": "で",
                   "k": "だ", "x": "なら"}.get(form, "")


def final(word, consonant):
    """A Korean word whose last syllable takes a final consonant (its number)."""
    code = ord(word[-1]) - 0xAC00
    return word[:-1] + chr(0xAC00 + code - code % 28 + consonant)


def korean(forms, form, kind):
    """s stem, d past stem, t modifier, f formal, m noun in -m, p plain, e -seo, l stem before n."""
    stem = forms[0]
    ending = (ord(stem[-1]) - 0xAC00) % 28
    joined = forms[1] if len(forms) > 1 else stem[:-1] + "해"
    if form == "t":
        return forms[2] if len(forms) > 2 else final(stem, 4)
    if form == "f":
        return stem + "습니다" if ending not in (0, 8) else final(stem, 17) + "니다"
    if form == "m":
        return final(stem, 16) if not ending else final(stem, 10) if ending == 8 else \
            forms[2][:-1] + "움" if len(forms) > 2 and forms[2].endswith("운") else stem + "음"
    return {"s": stem, "l": final(stem, 0) if ending == 8 else stem, "d": final(joined, 20),
            "p": stem + "다", "e": joined + "서"}.get(form, joined + "요")


def portuguese(forms, form, kind):
    word, plural = forms[0], kind[-1] == "p"
    if kind[0] == "f":
        word = forms[1] if len(forms) > 1 else word[:-1] + "a" if word.endswith("o") else \
            word + "a" if word.endswith("dor") else word
    if not plural:
        return word
    for old, new in (("vel", "veis"), ("al", "ais"), ("il", "eis"), ("m", "ns"), ("r", "res"),
                     ("z", "zes"), ("ês", "eses")):
        if word.endswith(old):
            return word[:-len(old)] + new
    return word if word.endswith("s") else word + "s"


def italian(forms, form, kind):
    word, female, plural = forms[0], kind[0] == "f", kind[-1] == "p"
    if word[-1] == "e":
        return word[:-1] + "i" if plural else word
    if word[-1] != "o" or len(forms) > 1:
        return word
    if not plural:
        return word[:-1] + "a" if female else word
    if female:
        return word[:-1] + ("he" if word[-2] in "cg" else "e")
    return word[:-2] + "i" if word.endswith("io") else word[:-1] + "i"


def slavic(forms, form, kind):
    """c comparative, a adverb in -o, u neuter."""
    word, more = forms[0], ""
    cyrillic = word[-1] > "z"
    if form == "a":
        return word[:-2] + "о"
    if form == "c" and len(forms) > 1:
        word = forms[1]
        if not word.endswith(("ий", "ый", "y", "i")):
            return word
    elif form == "c":
        more = "bardziej " if not cyrillic else "більш " if word.endswith("ий") and \
            slavic.ukrainian else "более "
    kind = "n" if form == "u" else kind
    if kind == "m":
        return more + word
    if not cyrillic:
        if word.endswith("y"):
            return more + word[:-1] + ("a" if kind == "f" else "e")
        return more + ((word[:-1] if word[-2] in "kg" else word) + "a" if kind == "f" else word + "e")
    if slavic.ukrainian:
        return more + word[:-2] + {"f": "а", "n": "е", "p": "і"}[kind]
    stem, hard = word[:-2], word[-3] not in "гкхжшщчн" or word[-2] != "и"
    if word.endswith("ний"):
        return more + stem + {"f": "яя", "n": "ее", "p": "ие"}[kind]
    if kind == "n" and word[-3] in "жшщч" and word[-2] != "о":
        return more + stem + "ее"
    soft = word[-3] in "гкхжшщч" or not hard
    return more + stem + {"f": "ая", "n": "ое", "p": "ие" if soft else "ые"}[kind]


def russian(forms, form, kind):
    slavic.ukrainian = False
    return slavic(forms, form, kind)


def ukrainian(forms, form, kind):
    slavic.ukrainian = True
    return slavic(forms, form, kind)


def dutch(forms, form, kind):
    return forms[0] if form != "c" else forms[1] if len(forms) > 1 else forms[0] + "er"


def finnish(forms, form, kind):
    """c comparative; things of kind m (stuff) want the partitive."""
    if form == "c":
        word = forms[2] if len(forms) > 2 else forms[0] + "mpi"
        return word if kind != "m" else word[:-1] + ("aa" if set("aou") & set(word) else "ää")
    return forms[1] if kind == "m" and len(forms) > 1 else forms[0]


def swedish(forms, form, kind):
    word = forms[0]
    if form == "c":
        return forms[3] if len(forms) > 3 else \
            "mer " + swedish(forms, None, kind) if word.endswith(("ad", "ande", "ende", "isk")) else \
            word + "are"
    if kind == "u" or word.endswith(("ande", "ende")):
        return word
    if len(forms) > 2:
        return forms[1 if kind == "t" else 2]
    if word.endswith("ad"):
        return word[:-1] + "t" if kind == "t" else word + "e"
    return word + ("t" if kind == "t" else "a")


def arabic(forms, form, kind):
    if form == "c":
        return forms[2] if len(forms) > 2 else "أكثر من جيد"
    return forms[0] if kind != "f" else forms[1] if len(forms) > 1 else forms[0] + "ة"


INFLECT = {"ja": japanese, "ko": korean, "pt": portuguese, "it": italian, "ru": russian,
           "uk": ukrainian, "pl": slavic, "nl": dutch, "fi": finnish, "sv": swedish, "ar": arabic}


def stripped(text):
    """Vietnamese as it is typed without its marks."""
    text = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D").replace("ł", "l").replace("ı", "i")
    return unicodedata.normalize("NFC", "".join(c for c in text if not unicodedata.combining(c)))


TEENCODE = [("không", "ko"), ("không", "k"), ("không", "hok"), ("được", "đc"), ("được", "dc"),
            ("rồi", "r"), ("quá", "wá"), ("với", "vs"), ("cũng", "cg"), ("nhân viên", "nv"),
            ("gì", "j"), ("bình thường", "bt"), ("biết", "bít"), ("khách hàng", "kh")]
COLLOQUIAL = {
    "en": [("very", "v"), ("really", "rly"), ("please", "pls"), ("because", "cos"), ("you", "u"),
           ("too", "to"), ("and", "&"), ("thanks", "thx"), ("a lot", "alot")],
    "et": [("ei ole", "pole"), ("ei olnud", "polnud"), ("praegu", "praega"), ("palun", "pls"),
           ("aga", "a"), ("väga", "väääga")],
    "vi": TEENCODE, "zh": [("没有", "没"), ("非常", "灰常"), ("什么", "啥"), ("怎么", "咋")],
    "de": [("nicht", "net"), ("ist es", "ists"), ("eine ", "ne ")],
    "fr": [("ne ", ""), ("n'", ""), ("c'est", "cest"), ("beaucoup", "bcp"), ("pas", "pa")],
    "es": [("que", "q"), ("por favor", "xfa"), ("muy", "mui"), ("también", "tb")],
}


def rough(rng, language, text):
    """The text as people type it: loose stops and case, now and then slang and typos."""
    stop = "。" if language in ("zh", "ja") else "" if language == "th" else "."
    if text[-1] not in "?!？！.。…؟":
        roll = rng.random()
        text += stop if roll < .30 else rng.choice(["!", "!!!"]) if roll < .34 else ""
        if language in ("zh", "ja"):
            text = text.replace("!", "！")
    if rng.random() < .04:
        text = text.rstrip("?？؟")
    if rng.random() < .12:
        slang = COLLOQUIAL.get(language, [])
        for old, new in rng.sample(slang, len(slang)):
            end = r"\b" if old[-1].isalpha() else ""
            changed = re.sub(old if language == "zh" else rf"\b{old}{end}", new, text)
            if changed != text:
                text = changed
                break
    if language in ("en", "fr") and rng.random() < .18:
        text = text.replace("'", "")
    if language == "vi" and rng.random() < .17:
        text = stripped(text)
    elif language in ("et", "de", "fr", "es", "pt", "it", "pl", "fi", "sv", "tr") and rng.random() < .04:
        text = stripped(text)
    if language not in ("zh", "ja", "ko", "th") and rng.random() < .03 and len(text) > 14:
        i = rng.randrange(3, len(text) - 3)  # two letters swapped, one lost or one doubled
        if text[i - 1:i + 2].isalpha():
            text = rng.choice([text[:i] + text[i + 1] + text[i] + text[i + 2:],
                               text[:i] + text[i + 1:], text[:i] + text[i] + text[i:]])
    if rng.random() < .5:
        return lower(text, language)
    return ("İ" if language == "tr" and text[0] == "i" else text[:1].upper()) + text[1:]


def generate(language, count, seed):
    """`count` different answers as (text, (p_negative, p_neutral, p_positive))."""
    rng, grammar = random.Random(f"{language} {seed}"), Grammar(language)
    seen, answers, tries = set(), [], 0
    while len(answers) < count and tries < 40 * count:
        tries += 1
        text, target = grammar.answer(rng)
        text = rough(rng, language, text)
        length = len(text) / 2 if language in ("zh", "ja") else len(text) / 4 if language == "th" else text.count(" ") + 1
        key = text.lower().strip(".!。！")
        if key not in seen and length <= (26 if language == "vi" else 21):
            seen.add(key)
            answers.append((text, tuple(round(p, 3) for p in target)))
    return answers


def all_texts(seed=0):
    """Every language's answers as (language, text, target)."""
    for language in FIRST_CLASS + OTHERS:
        for text, target in generate(language, 12000 if language in FIRST_CLASS else 4000, seed):
            yield language, text, target
    for language in ASIAN + MORE:
        if (FOLDER / f"{language}.txt").exists():
            for text, target in generate(language, 3000 if language in ASIAN else 2000, seed):
                yield language, text, target


if __name__ == "__main__":  # phrases.py LANGUAGE COUNT SEED prints a sample to read
    for text, target in generate(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])):
        print(*(f"{p:.2f}" for p in target), text)

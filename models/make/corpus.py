"""Cleared training text: the CSV sets named in MANIFEST.md and translations taken from Debian packages.
Every row is (text, language, source, key); rows of one source with the same key are translations of each other."""
import collections, csv, glob, gettext, hashlib, html, io, os, re, struct, subprocess, unicodedata

# Evaluation sets are never read here; of these two only the rows whose sha256(id) ends in an even hex digit.
HALVES = ("polarity_en", "pros_cons_en")
SETS = ("plain_sentences", "products_en", "pros_cons_en", "polarity_en", "polis_en", "polis_de", "polis_zhhant",
        "immigration_en", "xed_emotions_8langs", "parallel_tatoeba", "parallel_subtitles", "parallel_ntrex")
PARALLEL = ("parallel_tatoeba", "parallel_subtitles", "parallel_ntrex")
CHROMIUM = {"en": "en-GB", "et": "et", "vi": "vi", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "de": "de", "fr": "fr", "es": "es",
            "ja": "ja", "ko": "ko", "fi": "fi", "ru": "ru", "pt": "pt-BR", "it": "it"}
OFFICE = {"et": "et", "vi": "vi", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}

def kept_half(row_id):
    return int(hashlib.sha256(row_id.encode()).hexdigest()[-1], 16) % 2 == 0

def rows(data, name):
    csv.field_size_limit(10**9)
    with open(os.path.join(data, name + ".csv"), encoding="utf-8-sig", newline="") as f:
        for r in csv.DictReader(f):
            if r["text"].strip() and (name not in HALVES or kept_half(r["id"])):
                yield r

def language(tag, text):
    if tag != "zh": return tag
    return "zh-Hant" if any(c in SIMPLER for c in text) else "zh-Hans"

def csv_text(data):
    for name in SETS:
        for r in rows(data, name):
            yield r["text"], language(r["lang"], r["text"]), name, r["group"] if name in PARALLEL else ""

def pak(path):
    """Strings of a Chromium resource pack, by number."""
    raw = open(path, "rb").read()
    version, kind, count, _ = struct.unpack_from("<IIHH", raw)
    assert version == 5
    entry = [struct.unpack_from("<HI", raw, 12 + 6 * i) for i in range(count + 1)]
    return {entry[i][0]: raw[entry[i][1]:entry[i + 1][1]].decode("utf-16-le" if kind == 2 else "utf-8", "ignore") for i in range(count)}

def tidy(text):
    text = re.sub(r"<[^>]*>", " ", html.unescape(text))
    text = re.sub(r"\{[^{}]*\}|\$[0-9A-Za-z_]+\$?|%[0-9A-Za-z_]+%?|[~&](?=\w)|\([~&]?[A-Z]\)", " ", text)
    return " ".join(text.split())

def unpack(debs, cache):
    root = os.path.join(cache, "debs")
    for d in sorted(glob.glob(os.path.join(debs, "*.deb"))):
        done = os.path.join(root, os.path.basename(d) + ".done")
        if not os.path.exists(done):
            os.makedirs(root, exist_ok=True)
            subprocess.check_call(["dpkg-deb", "-x", d, root])
            open(done, "w").close()
    return root

def software_text(debs, cache):
    root = unpack(debs, cache)
    packs = {l: pak(os.path.join(root, "usr/lib/chromium/locales", n + ".pak")) for l, n in CHROMIUM.items()}
    for l, strings in packs.items():
        for number, text in strings.items():
            if number in packs["en"] and "{" not in packs["en"][number] and len(text) < 600:
                yield tidy(text), l, "chromium", str(number)
    for l, n in OFFICE.items():
        folder = n.replace("-", "_") if n in ("zh-CN", "zh-TW") else n
        for path in sorted(glob.glob(os.path.join(root, "usr/lib/libreoffice/program/resource", folder, "LC_MESSAGES", "*.mo"))):
            with open(path, "rb") as f:
                catalogue = gettext.GNUTranslations(f)._catalog
            for source, text in sorted((k, v) for k, v in catalogue.items() if isinstance(k, str) and k):
                source = source.split("\x04")[-1]
                yield tidy(text), l, "office", tidy(source)
                if l == "et": yield tidy(source), "en", "office", tidy(source)
    paragraph = re.compile(r'<(?:p|h\d) id="((?:par|hd)_[^"]+)"[^>]*>(.*?)</(?:p|h\d)>', re.S)
    for l, n in {"en": "en-US", **OFFICE}.items():
        base = os.path.join(root, "usr/share/libreoffice/help", n)
        for path in sorted(glob.glob(os.path.join(base, "**/*.html"), recursive=True)):
            page = open(path, encoding="utf-8", errors="ignore").read()
            for number, text in paragraph.findall(page):
                yield tidy(text), l, "help", os.path.relpath(path, base) + "#" + number

def emoji_text(root):
    """Names and keywords of emoji (Unicode CLDR), in each language; and the emoji alone, as if it were a language."""
    for l, n in {"en": "en", "et": "et", "vi": "vi", "zh-Hans": "zh", "zh-Hant": "zh_Hant"}.items():
        page = open(os.path.join(root, "usr/share/unicode/cldr/common/annotations", n + ".xml"), encoding="utf-8").read()
        words = {}
        for sign, name, text in re.findall(r'<annotation cp="([^"]+)"( type="tts")?>([^<]+)</annotation>', page):
            words.setdefault(html.unescape(sign), {})["name" if name else "keys"] = html.unescape(text).replace(" | ", ", ")
        for sign, w in words.items():
            if "name" in w:
                yield w["name"] + (": " + w["keys"] if "keys" in w else ""), l, "cldr", sign
                if l == "en": yield sign, "emoji", "cldr", sign

def han_map():
    """Traditional to simplified, one character to one (table of the opencc-python-reimplemented wheel)."""
    import opencc
    path = os.path.join(os.path.dirname(opencc.__file__), "dictionary", "TSCharacters.txt")
    pairs = (line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8"))
    return {ord(a): b.split(" ")[0] for a, b in pairs if len(a) == 1}

SIMPLER = {chr(k) for k, v in han_map().items() if chr(k) != v}
HAN = han_map()
KANA = re.compile("[\u3040-\u30ff]")

def plain(text):
    """What the program does before it splits a text into pieces."""
    text = unicodedata.normalize("NFKC", text).lower()
    return text if KANA.search(text) else text.translate(HAN)

def collect(data, debs, cache):
    """Distinct texts (by plain form and language), cleaned; software paragraphs still in English are dropped."""
    english, seen, out = set(), set(), []
    for text, l, source, key in [*csv_text(data), *software_text(debs, cache), *emoji_text(unpack(debs, cache))]:
        text = text.strip()
        if l == "emoji": out.append((text, l, source, key)); continue
        letters = sum(c.isalpha() for c in text)
        if letters < 2 or letters < 0.4 * len(text) or len(text) > 600: continue
        if l == "en": english.add(plain(text))
        elif plain(text) in english and source not in SETS: continue
        if source in ("chromium", "office", "help") and l.startswith("zh") and not re.search("[\u4e00-\u9fff]", text): continue
        if (plain(text), l) in seen and source not in (*PARALLEL, "cldr"): continue
        seen.add((plain(text), l))
        out.append((text, l, source, key))
    # English office help stands after its translations in no order that matters: drop what is left untranslated
    return [r for r in out if r[1] == "en" or plain(r[0]) not in english or r[2] in SETS]

//! English, both Chinese scripts, Vietnamese and Estonian in one file: each answer gets its language, is cut where its
//! language cuts, and its "nothing" and "don't know" are understood; labels come in the language asked for.

use crate::sample::draw::{self, Half, Status};
use crate::support::{Scratch, Sheet, analyzed, csv, json, reasons, text};
use openend::text::{
    Collocations, Language, LanguageDetector, Triage, Words, analysis_copy, split_clauses, survey_languages,
    triage,
};

#[test]
fn each_answer_of_a_mixed_file_gets_its_language() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    let drawn = draw::draw(Half::B, 2, 600);
    analyzed(&scratch.file("mixed.csv", drawn.to_csv()), &out, &["--text", "reason"]);
    let coded = Sheet::open(out.join("coded.csv"));
    for (tag, _, _) in draw::LANGUAGES {
        let own = || drawn.respondents.iter().filter(|r| r.language == tag && r.status == Status::Coded);
        // Many short Chinese answers are written alike in both scripts.
        let of_both_scripts = |answer: &str| {
            let simplified = analysis_copy(answer).text;
            tag.starts_with("zh")
                && answer.chars().filter(|c| c.is_alphanumeric()).all(|c| simplified.contains(c))
        };
        let wrong: Vec<(&str, &str)> = own()
            .filter(|r| tag == "zh-Hans" || !of_both_scripts(&r.answer))
            .map(|r| (r.answer.as_str(), coded.cell(r.id - 1, "oe_language")))
            .filter(|(_, found)| *found != tag)
            .collect();
        let all = own().count();
        assert!(all > 30, "{tag}: {all}");
        assert!(wrong.len() * 20 <= all, "{tag}: {} of {all}: {wrong:?}", wrong.len());
    }
    let frame = json(out.join("frame.json"));
    assert_eq!(frame["frame"]["languages"].as_array().unwrap().len(), 5, "{}", frame["frame"]["languages"]);
}

#[test]
fn nothing_and_dont_know_are_codes_in_every_language() {
    let scratch = Scratch::new();
    let special = [
        ("Nothing", "97"),
        ("nothing, all fine", "97"),
        ("No complaints.", "97"),
        ("没有", "97"),
        ("没什么，都挺好", "97"),
        ("沒有", "97"),
        ("都很滿意", "97"),
        ("Không có", "97"),
        ("không có gì phàn nàn", "97"),
        ("Ei ole midagi", "97"),
        ("kõik on korras", "97"),
        ("I don't know", "98"),
        ("dunno", "98"),
        ("不知道", "98"),
        ("说不上来", "98"),
        ("不清楚", "98"),
        ("không biết", "98"),
        ("khó nói", "98"),
        ("ei tea", "98"),
        ("ei oska öelda", "98"),
    ];
    let drawn = draw::draw(Half::A, 6, 400);
    let others = drawn.respondents.iter().filter(|r| r.status == Status::Coded).map(|r| r.answer.as_str());
    let answers: Vec<&str> = special.iter().map(|s| s.0).chain(others).collect();
    let file = scratch.file("special.csv", reasons(answers.iter().copied()));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "reason"]);
    let coded = Sheet::open(out.join("coded.csv"));
    for (row, (answer, code)) in special.into_iter().enumerate() {
        assert_eq!((coded.cell(row, "oe_codes"), coded.cell(row, "oe_status")), (code, "coded"), "{answer}");
    }
    // An answer with an idea in it is never mistaken for one of them.
    let mistaken = (special.len()..answers.len()).filter(|&row| {
        let codes = coded.cell(row, "oe_codes");
        codes.split('|').any(|c| c == "97" || c == "98")
    });
    let mistaken: Vec<&str> = mistaken.map(|row| answers[row]).collect();
    assert!(mistaken.is_empty(), "{mistaken:?}");
    let shares = Sheet::open(out.join("shares.csv"));
    let count = |code: &str| {
        let line = (0..shares.rows.len()).find(|&l| shares.cell(l, "code") == code).unwrap();
        assert_eq!(shares.cell(line, "kind"), "special");
        shares.cell(line, "count").to_owned()
    };
    assert_eq!((count("97").as_str(), count("98").as_str()), ("11", "9"));
}

#[test]
fn every_language_cuts_where_one_thought_ends() {
    for (language, answer, clauses) in [
        (Language::EN, "Great food, but slow service", &["great food", "slow service"][..]),
        (
            Language::EN,
            "The prices are fair; parking is a nightmare",
            &["the prices are fair", "parking is a nightmare"],
        ),
        (Language::ZH_HANS, "菜很好吃，但是上菜太慢", &["菜很好吃", "上菜太慢"]),
        (Language::ZH_HANT, "店員很親切，可是停車很難", &["店员很亲切", "停车很难"]),
        (Language::VI, "Đồ ăn ngon nhưng phục vụ chậm", &["đồ ăn ngon", "phục vụ chậm"]),
        (
            Language::ET,
            "Toit oli hea, kuid teenindus oli aeglane",
            &["toit oli hea", "teenindus oli aeglane"],
        ),
    ] {
        let analysis = analysis_copy(answer);
        let found: Vec<&str> =
            split_clauses(&analysis, language).into_iter().map(|c| c.text(&analysis)).collect();
        assert_eq!(found, clauses, "{answer}");
    }
}

#[test]
fn labels_come_in_the_language_asked_for_or_say_that_they_need_translation() {
    let scratch = Scratch::new();
    let file = scratch.file("mixed.csv", draw::draw(Half::B, 2, 4000).to_csv());
    let run = |language: &str| {
        let out = scratch.path(language);
        analyzed(&file, &out, &["--text", "reason", "--engine", "fast", "--label-language", language]);
        out
    };
    let reasons = |out: &std::path::Path| -> Vec<serde_json::Value> {
        let question = json(out.join("question.json"));
        question["categories"].as_array().unwrap().iter().filter(|c| c["kind"] == "reason").cloned().collect()
    };

    let vietnamese = run("vi");
    let frame = json(vietnamese.join("frame.json"));
    assert_eq!(frame["frame"]["label_language"], "vi");
    let shares = Sheet::open(vietnamese.join("shares.csv"));
    let mut in_vietnamese = 0;
    for code in frame["frame"]["codes"].as_array().unwrap() {
        let number = code["number"].to_string();
        let line = (0..shares.rows.len()).find(|&l| shares.cell(l, "code") == number).unwrap();
        if let Some(label) = code["labels"]["vi"].as_str() {
            assert_eq!(shares.cell(line, "label"), label);
            in_vietnamese += 1;
        }
    }
    assert!(in_vietnamese > 6, "{in_vietnamese}");
    assert!(reasons(&vietnamese).iter().any(|c| c["needs_translation"] == serde_json::json!([])));

    // Nobody wrote French: labels stay in the language that people wrote, marked.
    let french = run("fr");
    let marked = reasons(&french);
    assert!(!marked.is_empty());
    for category in &marked {
        assert!(category["labels"]["fr"].is_null(), "{category}");
        let needs = category["needs_translation"].as_array().unwrap();
        assert!(needs.contains(&"fr".into()), "{category}");
    }
    for name in ["question.md", "report.html"] {
        assert!(text(french.join(name)).to_lowercase().contains("needs translation"), "{name}");
    }
}

#[test]
fn a_declared_language_comes_first() {
    let scratch = Scratch::new();
    let drawn = draw::draw(Half::A, 3, 200);
    // "hea" alone could be many things; the file says what it is. The last is declared in a way that names none.
    let short = [
        ("hea", "Estonian", "et"),
        ("ok", "vi-VN", "vi"),
        ("很好", "zh_TW", "zh-Hant"),
        ("too slow", "??", "en"),
    ];
    let rows = short.iter().map(|(answer, declared, _)| [*declared, *answer]);
    let rows: Vec<[&str; 2]> = [["lang", "reason"]]
        .into_iter()
        .chain(rows)
        .chain(drawn.respondents.iter().map(|r| [r.language, r.answer.as_str()]))
        .collect();
    let file = scratch.file("declared.csv", csv(&rows));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "reason", "--language", "column:lang"]);
    let coded = Sheet::open(out.join("coded.csv"));
    for (row, (answer, _, tag)) in short.iter().enumerate() {
        assert_eq!(coded.cell(row, "oe_language"), *tag, "{answer}");
    }
    let fixed = scratch.path("fixed");
    analyzed(&file, &fixed, &["--text", "reason", "--language", "et"]);
    let languages = Sheet::open(fixed.join("coded.csv"));
    let all: std::collections::BTreeSet<&str> = languages.column("oe_language").into_iter().collect();
    assert!(all.is_subset(&["et", "und"].into()), "{all:?}");
}

/// What people say in one language, in sentences of our own.
struct Said {
    tag: &'static str,
    nothing: &'static [&'static str],
    dont_know: &'static str,
    no_answer: &'static str,
    /// Two ideas with the language's "but" between them, and the two.
    contrast: (&'static str, [&'static str; 2]),
    /// Several ways of saying each of two things.
    service: [&'static str; 3],
    price: [&'static str; 3],
}

const SAID: [Said; 22] = [
    Said {
        tag: "en",
        nothing: &["Nothing", "all good, thanks"],
        dont_know: "I don't know",
        no_answer: "n/a",
        contrast: ("Friendly staff but high prices", ["Friendly staff", "high prices"]),
        service: ["the staff are friendly", "very friendly staff", "staff were friendly and kind"],
        price: ["the prices are too high", "prices too high", "high prices everywhere"],
    },
    Said {
        tag: "zh-Hans",
        nothing: &["没有", "一切都好"],
        dont_know: "不知道",
        no_answer: "无回答",
        contrast: ("店员很热情，但是价格太贵", ["店员很热情", "价格太贵"]),
        service: ["店员很热情", "店员态度热情", "热情的店员服务"],
        price: ["价格太贵了", "价格有点贵", "东西价格贵"],
    },
    Said {
        tag: "zh-Hant",
        nothing: &["沒有", "一切都好"],
        dont_know: "不知道",
        no_answer: "無回答",
        contrast: ("店員很熱情，但是價格太貴", ["店員很熱情", "價格太貴"]),
        service: ["店員很熱情", "店員態度熱情", "熱情的店員服務"],
        price: ["價格太貴了", "價格有點貴", "東西價格貴"],
    },
    Said {
        tag: "vi",
        nothing: &["không có gì", "mọi thứ đều tốt"],
        dont_know: "tôi không biết",
        no_answer: "không trả lời",
        contrast: ("Nhân viên thân thiện nhưng giá quá cao", ["Nhân viên thân thiện", "giá quá cao"]),
        service: [
            "nhân viên rất thân thiện",
            "nhân viên thân thiện và chu đáo",
            "nhân viên phục vụ thân thiện",
        ],
        price: ["giá quá cao", "giá cả quá cao", "giá món ăn quá cao"],
    },
    Said {
        tag: "et",
        nothing: &["ei midagi", "kõik on hästi"],
        dont_know: "ei tea",
        no_answer: "vastus puudub",
        contrast: ("Sõbralik teenindus, aga kõrged hinnad", ["Sõbralik teenindus", "kõrged hinnad"]),
        service: ["teenindus on sõbralik", "väga sõbralik teenindus", "sõbralik ja kiire teenindus"],
        price: ["hinnad on liiga kõrged", "liiga kõrged hinnad", "hinnad läksid kõrgeks"],
    },
    Said {
        tag: "de",
        nothing: &["nichts", "alles gut, danke"],
        dont_know: "weiß nicht",
        no_answer: "keine Angabe",
        contrast: ("Freundliches Personal, aber hohe Preise", ["Freundliches Personal", "hohe Preise"]),
        service: [
            "das Personal ist freundlich",
            "sehr freundliches Personal",
            "freundliches und nettes Personal",
        ],
        price: ["die Preise sind zu hoch", "viel zu hohe Preise", "hohe Preise überall"],
    },
    Said {
        tag: "fr",
        nothing: &["rien", "tout va bien"],
        dont_know: "je ne sais pas",
        no_answer: "sans réponse",
        contrast: ("Personnel aimable mais prix trop élevés", ["Personnel aimable", "prix trop élevés"]),
        service: ["le personnel est aimable", "personnel très aimable", "un personnel aimable et souriant"],
        price: ["les prix sont trop élevés", "prix trop élevés", "des prix élevés partout"],
    },
    Said {
        tag: "es",
        nothing: &["nada", "todo bien"],
        dont_know: "no sé",
        no_answer: "sin respuesta",
        contrast: ("Personal amable pero precios altos", ["Personal amable", "precios altos"]),
        service: ["el personal es amable", "personal muy amable", "un personal amable y atento"],
        price: ["los precios son muy altos", "precios demasiado altos", "precios altos en todo"],
    },
    Said {
        tag: "pt",
        nothing: &["nada", "tudo bem"],
        dont_know: "não sei",
        no_answer: "sem resposta",
        contrast: ("Funcionários simpáticos mas preços altos", ["Funcionários simpáticos", "preços altos"]),
        service: [
            "os funcionários são simpáticos",
            "funcionários muito simpáticos",
            "funcionários simpáticos e atenciosos",
        ],
        price: ["os preços são muito altos", "preços altos demais", "preços altos em tudo"],
    },
    Said {
        tag: "it",
        nothing: &["niente", "tutto bene"],
        dont_know: "non so",
        no_answer: "nessuna risposta",
        contrast: ("Personale gentile ma prezzi alti", ["Personale gentile", "prezzi alti"]),
        service: ["il personale è gentile", "personale molto gentile", "un personale gentile e cortese"],
        price: ["i prezzi sono troppo alti", "prezzi troppo alti", "prezzi alti ovunque"],
    },
    Said {
        tag: "nl",
        nothing: &["niets", "alles goed"],
        dont_know: "weet ik niet",
        no_answer: "geen antwoord",
        contrast: ("Vriendelijk personeel maar hoge prijzen", ["Vriendelijk personeel", "hoge prijzen"]),
        service: [
            "het personeel is vriendelijk",
            "heel vriendelijk personeel",
            "vriendelijk en aardig personeel",
        ],
        price: ["de prijzen zijn te hoog", "veel te hoge prijzen", "hoge prijzen overal"],
    },
    Said {
        tag: "fi",
        nothing: &["ei mitään", "kaikki hyvin"],
        dont_know: "en tiedä",
        no_answer: "ei vastausta",
        contrast: (
            "Ystävällinen henkilökunta mutta korkeat hinnat",
            ["Ystävällinen henkilökunta", "korkeat hinnat"],
        ),
        service: [
            "henkilökunta on ystävällistä",
            "erittäin ystävällinen henkilökunta",
            "ystävällinen ja avulias henkilökunta",
        ],
        price: ["hinnat ovat liian korkeat", "liian korkeat hinnat", "korkeat hinnat kaikessa"],
    },
    Said {
        tag: "sv",
        nothing: &["inget", "allt är bra"],
        dont_know: "vet inte",
        no_answer: "inget svar",
        contrast: ("Trevlig personal men höga priser", ["Trevlig personal", "höga priser"]),
        service: ["personalen är trevlig", "mycket trevlig personal", "trevlig och hjälpsam personal"],
        price: ["priserna är för höga", "alldeles för höga priser", "höga priser överallt"],
    },
    Said {
        tag: "ru",
        nothing: &["ничего", "всё хорошо"],
        dont_know: "не знаю",
        no_answer: "нет ответа",
        contrast: ("Вежливый персонал, но высокие цены", ["Вежливый персонал", "высокие цены"]),
        service: ["персонал вежливый", "очень вежливый персонал", "вежливый и внимательный персонал"],
        price: ["цены слишком высокие", "слишком высокие цены", "высокие цены на всё"],
    },
    Said {
        tag: "uk",
        nothing: &["нічого", "все добре"],
        dont_know: "не знаю",
        no_answer: "без відповіді",
        contrast: ("Ввічливий персонал, але високі ціни", ["Ввічливий персонал", "високі ціни"]),
        service: ["персонал ввічливий", "дуже ввічливий персонал", "ввічливий і уважний персонал"],
        price: ["ціни надто високі", "занадто високі ціни", "високі ціни на все"],
    },
    Said {
        tag: "pl",
        nothing: &["nic", "wszystko w porządku"],
        dont_know: "nie wiem",
        no_answer: "brak odpowiedzi",
        contrast: ("Miła obsługa, ale wysokie ceny", ["Miła obsługa", "wysokie ceny"]),
        service: ["obsługa jest miła", "bardzo miła obsługa", "miła i szybka obsługa"],
        price: ["ceny są zbyt wysokie", "zbyt wysokie ceny", "wysokie ceny wszystkiego"],
    },
    Said {
        tag: "ja",
        nothing: &["特になし", "特にありません"],
        dont_know: "わかりません",
        no_answer: "無回答",
        contrast: ("スタッフは親切。しかし値段が高い", ["スタッフは親切", "しかし値段が高い"]),
        service: ["スタッフが親切でした", "親切なスタッフでした", "スタッフはとても親切"],
        price: ["値段が高すぎる", "値段がとても高い", "高い値段です"],
    },
    Said {
        tag: "ko",
        nothing: &["없음", "다 좋아요"],
        dont_know: "모르겠어요",
        no_answer: "무응답",
        contrast: ("직원은 친절해요. 하지만 가격이 비싸요", ["직원은 친절해요", "가격이 비싸요"]),
        service: ["직원이 친절해요", "직원이 아주 친절해요", "직원이 친절하고 좋아요"],
        price: ["가격이 비싸요", "가격이 너무 비싸요", "음식 가격이 비싸요"],
    },
    Said {
        tag: "ar",
        nothing: &["لا شيء", "كل شيء ممتاز"],
        dont_know: "لا أعرف",
        no_answer: "لا ينطبق",
        contrast: ("الموظفون ودودون لكن الأسعار مرتفعة", ["الموظفون ودودون", "الأسعار مرتفعة"]),
        service: ["الموظفون ودودون جدا", "موظفون ودودون ومتعاونون", "الموظفون ودودون"],
        price: ["الأسعار مرتفعة جدا", "أسعار مرتفعة في كل مكان", "الأسعار مرتفعة"],
    },
    Said {
        tag: "th",
        nothing: &["ไม่มี", "ทุกอย่างดีแล้วครับ"],
        dont_know: "ไม่ทราบ",
        no_answer: "ไม่ตอบ",
        contrast: ("อาหารอร่อยแต่บริการช้า", ["อาหารอร่อย", "บริการช้า"]),
        service: ["พนักงานเป็นมิตรมาก", "พนักงานเป็นมิตรและสุภาพ", "พนักงานบริการเป็นมิตร"],
        price: ["ราคาแพงมาก", "ราคาแพงเกินไป", "ราคาอาหารแพง"],
    },
    Said {
        tag: "id",
        nothing: &["tidak ada", "semuanya baik"],
        dont_know: "tidak tahu",
        no_answer: "tidak menjawab",
        contrast: ("Pegawainya ramah tapi harganya mahal", ["Pegawainya ramah", "harganya mahal"]),
        service: ["pegawainya sangat ramah", "pegawai yang ramah", "pegawai ramah dan sopan"],
        price: ["harganya terlalu mahal", "harga terlalu mahal", "harga makanan mahal"],
    },
    Said {
        tag: "tr",
        nothing: &["yok", "her şey güzel"],
        dont_know: "bilmiyorum",
        no_answer: "cevap yok",
        contrast: ("Personel güler yüzlü ama fiyatlar yüksek", ["Personel güler yüzlü", "fiyatlar yüksek"]),
        service: ["personel çok güler yüzlü", "güler yüzlü personel", "personel güler yüzlü ve ilgili"],
        price: ["fiyatlar çok yüksek", "fiyatlar gereğinden yüksek", "yüksek fiyatlar"],
    },
];

#[test]
fn every_language_is_told_sorted_cut_and_read_in_words() {
    for said in &SAID {
        let tag = said.tag;
        let language = Language::from_tag(tag).unwrap();
        let ideas = || said.service.into_iter().chain(said.price).chain([said.contrast.0]);
        // The survey's languages are learned from its answers, English beside each.
        let english = SAID[0].service.into_iter().chain(SAID[0].price);
        let survey: Vec<&str> = ideas().cycle().take(28).chain(english).collect();
        let held = survey_languages(survey.iter().map(|answer| (*answer, None)));
        assert!(held.contains(&language), "{tag}: {held:?}");
        let detector = LanguageDetector::new(&held);
        let told = ideas().filter(|idea| detector.detect(idea, None) == language).count();
        assert!(told >= 6, "{tag}: {told} of 7");

        let sorted = |answer: &str| triage(&analysis_copy(answer), language, &held);
        for answer in said.nothing {
            assert_eq!(sorted(answer), Triage::Nothing, "{tag}: {answer}");
        }
        assert_eq!(sorted(said.dont_know), Triage::DontKnow, "{tag}: {}", said.dont_know);
        assert_eq!(sorted(said.no_answer), Triage::NoAnswer, "{tag}: {}", said.no_answer);
        ideas().for_each(|idea| assert_eq!(sorted(idea), Triage::Answer, "{tag}: {idea}"));

        let (answer, expected) = said.contrast;
        let analysis = analysis_copy(answer);
        let as_typed = |(from, to): (u32, u32)| {
            answer.chars().skip(from as usize).take((to - from) as usize).collect::<String>()
        };
        let clauses = split_clauses(&analysis, language);
        let typed: Vec<String> = clauses.iter().map(|clause| as_typed(clause.original(&analysis))).collect();
        assert_eq!(typed, expected, "{tag}");

        // Words that may name a theme are whole words as people wrote them.
        let collocations = Collocations::default();
        let words = Words::new(language, &collocations);
        for clause in clauses {
            let text = clause.text(&analysis);
            let named: Vec<_> = words.of(text).into_iter().filter(|word| !word.is_stop_word).collect();
            assert!(!named.is_empty(), "{tag}: {text}");
            for word in named {
                let at = (clause.start + word.start)..(clause.start + word.end);
                let typed = as_typed(analysis.original(at)).to_lowercase();
                assert!(holds_word(&answer.to_lowercase(), &typed, tag), "{tag}: {typed}");
            }
        }
    }
}

/// Whether a text holds a word as a whole: no letter goes on at either end, where blanks part words.
fn holds_word(text: &str, word: &str, tag: &str) -> bool {
    let spaced = !matches!(tag, "zh-Hans" | "zh-Hant" | "ja" | "th");
    let is_letter = |c: Option<char>| spaced && c.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(at, _)| {
        !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + word.len()..].chars().next())
    })
}

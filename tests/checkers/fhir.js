// Validates every FHIR Questionnaire of a folder, reads its wording back, and sees that broken copies are refused.
//
// Arguments: the folder whose node_modules holds the package fhir; the folder with NAME.json and NAME.expected.json.

const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");

const [packages, folder] = process.argv.slice(2);
const { Fhir } = require(path.join(packages, "node_modules", "fhir", "fhir"));
const fhir = new Fhir();
const EXCLUSIVE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
const TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation";

/** What the validator objects to. That a language is none of the common ones is no fault: R4 only prefers those. */
function faults(resource) {
  const found = fhir.validate(structuredClone(resource), { errorOnUnexpected: true });
  const isFault = ({ severity, location }) =>
    severity === "error" || (severity === "warning" && location !== "Questionnaire.language");
  return found.messages.filter(isFault);
}

/** A text by language: the element itself in the main one, its translations beside it. */
function texts(holder, field, main) {
  const others = (holder[`_${field}`]?.extension ?? []).map((extension) => {
    assert.strictEqual(extension.url, TRANSLATION);
    const part = (url) => extension.extension.find((inner) => inner.url === url);
    return [part("lang").valueCode, part("content").valueString];
  });
  return { [main]: holder[field], ...Object.fromEntries(others) };
}

function items(item) {
  return [item, ...(item.item ?? []).flatMap(items)];
}

function check(resource, expected) {
  assert.deepStrictEqual(faults(resource), []);
  const main = expected.languages[0];
  assert.strictEqual(resource.language, main);
  const all = resource.item.flatMap(items);
  const links = all.map((item) => item.linkId);
  assert.strictEqual(new Set(links).size, links.length, "a linkId twice");
  for (const when of all.flatMap((item) => item.enableWhen ?? [])) {
    const asked = all.find((item) => item.linkId === when.question);
    const { system, code } = when.answerCoding;
    const known = asked.answerOption.some((o) => o.valueCoding.system === system && o.valueCoding.code === code);
    assert.ok(known, `enableWhen names no answer: ${code}`);
  }
  const [question] = resource.item;
  assert.deepStrictEqual(texts(question, "text", main), expected.stem);
  const options = expected.options;
  if (expected.answer === "yes_no") {
    assert.strictEqual(question.type, "group");
    const wanted = [...options.filter((o) => o.kind === "reason"), ...options.filter((o) => o.kind === "other")];
    assert.deepStrictEqual(question.item.map((item) => texts(item, "text", main)), wanted.map((o) => o.labels));
    const waysOut = options.filter((o) => ["dont_know", "prefer_not"].includes(o.kind)).map((o) => String(o.code));
    for (const item of question.item.filter((item) => item.type !== "string")) {
      assert.strictEqual(item.type, waysOut.length ? "choice" : "boolean");
      const codes = (item.answerOption ?? []).map((o) => o.valueCoding.code);
      assert.deepStrictEqual(codes, waysOut.length ? ["1", "0", ...waysOut] : []);
    }
    return;
  }
  assert.strictEqual(question.type, "choice");
  assert.strictEqual(question.repeats, expected.answer === "multiple");
  const read = question.answerOption.map((option) => ({
    code: Number(option.valueCoding.code),
    labels: texts(option.valueCoding, "display", main),
    exclusive: (option.extension ?? []).some((e) => e.url === EXCLUSIVE && e.valueBoolean),
  }));
  const several = expected.answer === "multiple";
  const wanted = options.map((o) => ({ code: o.code, labels: o.labels, exclusive: several && o.exclusive }));
  assert.deepStrictEqual(read, wanted);
  const open = options.filter((o) => o.open_text);
  assert.deepStrictEqual((question.item ?? []).map((item) => texts(item, "text", main)), open.map((o) => o.labels));
}

const load = (file) => JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"));
const files = fs.readdirSync(folder).filter((file) => file.endsWith(".json") && !file.endsWith(".expected.json"));
assert.ok(files.length > 0);
for (const file of files) {
  try {
    check(load(file), load(file.replace(/json$/, "expected.json")));
  } catch (fault) {
    fault.message = `${file}: ${fault.message}`;
    throw fault;
  }
}
const breaks = [
  (q) => (q.item[0].type = "several"),
  (q) => delete q.item[0].linkId,
  (q) => (q.status = "ready"),
  (q) => (q.item[0].repeats = "yes"),
  (q) => (q.item[0].options = []),
  (q) => (q.item[0].answerOption[0].valueCoding.label = "x"),
];
for (const [at, breaking] of breaks.entries()) {
  const broken = load("five-multiple.json");
  breaking(broken);
  assert.notDeepStrictEqual(faults(broken), [], `broken copy ${at} was taken`);
}
console.log(`${files.length} questionnaires`);

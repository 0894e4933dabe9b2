// surveyjs.mjs PACKAGES FOLDER: survey-core loads every survey without an error, writes it again as it was, and shows in each
// language what was asked. Broken copies are refused.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { deepStrictEqual as same, ok } from "node:assert";

const [packages, folder] = process.argv.slice(2);
const require = createRequire(packages + "/");
const Survey = require("survey-core");
require("survey-core/survey.i18n");

const LOCALES = { "zh-Hans": "zh-cn", "zh-Hant": "zh-tw" };
const SPECIAL = { none: "none", prefer_not: "refused", dont_know: "dontknow", other: "other" };
let count = 0;

for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith(".json") || file.endsWith(".expected.json")) continue;
  const json = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
  const expected = JSON.parse(readFileSync(`${folder}/${file.replace(".json", ".expected.json")}`, "utf8"));
  check(file, json, expected);
  count += 1;
}
faults(JSON.parse(readFileSync(`${folder}/five-multiple.json`, "utf8")));
console.log(`${count} surveys`);

function check(file, json, expected) {
  const survey = load(json);
  ok(!survey.jsonErrors, `${file}: ${survey.jsonErrors?.map((error) => error.message)}`);
  same(plain(survey.toJSON()), plain(json), file);
  for (const language of expected.languages) {
    survey.locale = LOCALES[language] ?? language;
    if (language === expected.languages[0]) survey.locale = json.locale ?? "";
    const [question, ...fields] = survey.getAllQuestions();
    const said = (options) => options.map((option) => joined(option.labels[language]));
    same(question.locTitle.textOrHtml, joined(expected.stem[language]), `${file}, ${language}: stem`);
    if (expected.answer === "yes_no") {
      const rows = expected.options.filter((option) => option.kind === "reason");
      const shown = [...question.rows].sort((one, two) => one.value - two.value);
      same(shown.map((row) => row.locText.textOrHtml), said(rows), `${file}, ${language}: rows`);
      same(shown.map((row) => row.value), rows.map((row) => row.code));
      const waysOut = expected.options.filter((o) => o.kind === "dont_know" || o.kind === "prefer_not");
      same(question.columns.slice(2).map((column) => column.locText.textOrHtml), said(waysOut));
      same(question.columns.map((column) => column.value), [1, 0, ...waysOut.map((option) => option.code)]);
      same(question.rowOrder ?? question.rowsOrder, rows.filter((row) => row.shuffle).length > 1 ? "random" : "initial");
      const others = expected.options.filter((option) => option.open_text);
      same(fields.map((field) => field.locTitle.textOrHtml), said(others), `${file}, ${language}: fields`);
      continue;
    }
    same(question.getType(), expected.answer === "multiple" ? "checkbox" : "radiogroup");
    const listed = expected.options.filter((option) => option.kind === "reason");
    const choices = question.choices;
    same(choices.map((choice) => choice.locText.textOrHtml), said(listed), `${file}, ${language}: choices`);
    same(choices.map((choice) => choice.value), listed.map((option) => option.code));
    const last = expected.options.filter((option) => option.kind !== "reason");
    const shown = Object.fromEntries(question.visibleChoices.slice(listed.length).map((c) => [c.value, c.locText.textOrHtml]));
    same(shown, Object.fromEntries(last.map((o) => [SPECIAL[o.kind], joined(o.labels[language])])), `${file}, ${language}: last`);
    same(question.choicesOrder, listed.filter((option) => option.shuffle).length > 1 ? "random" : "none");
  }
  if (expected.answer === "multiple" && expected.options.some((option) => option.kind === "none")) {
    const [question] = survey.getAllQuestions();
    question.value = [question.choices[0].value];
    question.value = [...question.value, "none"];
    same([...question.value], ["none"], `${file}: none stands alone`);
  }
}

// SurveyJS would fill in what stands in braces.
function joined(text) {
  return text.replaceAll("{", "{\u2060");
}

function load(json) {
  return new Survey.Model(structuredClone(json));
}

// A text that is the same in a language as by default may be left out.
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (!value || typeof value !== "object") return value;
  const keys = Object.keys(value).sort();
  const isText = keys.length > 0 && "default" in value;
  if (isText) {
    const own = keys.filter((key) => key === "default" || value[key] !== value.default);
    return own.length === 1 ? value.default : Object.fromEntries(own.map((key) => [key, value[key]]));
  }
  // Rows that are shuffled may be written so.
  const inOrder = (key, part) => (key === "rows" ? [...part].sort((one, two) => one.value - two.value) : part);
  return Object.fromEntries(keys.map((key) => [key, plain(inOrder(key, value[key]))]));
}

function faults(good) {
  const broken = (change) => {
    const copy = structuredClone(good);
    change(copy.pages[0].elements[0]);
    return load(copy).jsonErrors;
  };
  ok(!broken((question) => (question.name = "still_good")));
  ok(broken((question) => (question.type = "checkboxes")), "no such type");
  ok(broken((question) => (question.shuffle = true)), "no such property");
  ok(broken((question) => delete question.name), "no name");
}

// 字数 as domain/counting.py counts it; tests/domain/counting_cases.json holds both to the same cases.

const ZERO_WIDTH = /[\u200b-\u200d\u2060\ufeff\u00ad]/g;
// Python's white space; the engine's own \s lacks the separators of ASCII and U+0085.
const SPACE = "\\s\\x1c-\\x1f\\x85";
const WIDE = "\\u00b7\\u2010-\\u2bff\\u2e80-\\ua4cf\\uac00-\\ud7af\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef\\u{1f000}-\\u{3ffff}";
const UNIT = new RegExp(`(?![${SPACE}])[${WIDE}]|[^${SPACE}${WIDE}]+`, "gu");

/** Counts 字数: each wide character is one, each run of other characters is one, white space is none. */
export function characterCount(text) {
  const units = text.replace(ZERO_WIDTH, "").match(UNIT);
  return units ? units.length : 0;
}

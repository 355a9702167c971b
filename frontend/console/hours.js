// Office hours as they are typed, read as the server reads them, for the preview alone.

/** The spans of seven lines, Monday first; null where a line is none. */
export function readHours(lines) {
  const hours = [];
  for (const [index, line] of lines.entries()) {
    for (const span of narrow(line).split(/[,、;，；]/).map((one) => one.trim()).filter(Boolean)) {
      const [from, until, more] = span.split(/[-–~〜～－−ー]/).map(minute);
      if (more !== undefined || !(from < until && until <= 1440)) return null;
      hours.push({ day: index + 1, from_minute: from, until_minute: until });
    }
  }
  return hours;
}

/** Digits and colons in the width in which they are read: a Japanese keyboard makes wide ones. */
const narrow = (line) => line.replace(/[０-９：]/g, (wide) => wide.normalize("NFKC"));

function minute(text) {
  const [, hour, rest = "00"] = /^(\d{1,2})(?::([0-5]\d))?$/.exec(text.trim()) ?? [];
  return hour === undefined ? NaN : Number(hour) * 60 + Number(rest);
}

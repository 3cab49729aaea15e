/** Splits a list of mailboxes at its commas, except those within quotes. */
export const splitMailboxes = (list: string): readonly string[] => {
  const parts: string[] = [];
  let isQuoted = false;
  let start = 0;
  for (let at = 0; at < list.length; at += 1) {
    const character = list[at];
    if (character === '\\' && isQuoted) at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) {
      parts.push(list.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, list.slice(start)];
};

import type { Actor } from './remedy.ts';
import { remedyTable } from './remedy-table.ts';

/**
 * Who has to act on what a mail's status advises: one for each entry of the table whose remedy stands
 * in the text, in the order of the table. A status keeps the sentences alone, which are all that
 * the functions know.
 */
export const actorsOfRemedy = (text: string): readonly Actor[] => {
  const named = new Set(
    remedyTable()
      .filter(({ remedy }) => text.includes(remedy))
      .map(({ actor }) => actor),
  );
  return [...named];
};

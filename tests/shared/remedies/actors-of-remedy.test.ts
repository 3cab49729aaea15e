import { describe, expect, it } from '@jest/globals';
import { actorsOfRemedy } from '../../../shared/remedies/actors-of-remedy.ts';
import { remedyTable } from '../../../shared/remedies/remedy-table.ts';

describe('the actors of a remedy', () => {
  it.each(remedyTable().map((entry) => [entry.key, entry] as const))(
    'are those of the table: %s',
    (_, { remedy, actor }) => {
      expect(actorsOfRemedy(`If it fails: ${remedy} And so on.`)).toContain(actor);
    },
  );

  it('are nobody for a text that the table does not have', () => {
    expect(actorsOfRemedy('Verify the sender of your dreams.')).toEqual([]);
    expect(actorsOfRemedy('')).toEqual([]);
  });
});

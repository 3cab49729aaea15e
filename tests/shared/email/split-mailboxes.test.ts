import { describe, expect, it } from '@jest/globals';
import { splitMailboxes } from '../../../shared/email/split-mailboxes.ts';

describe('splitMailboxes', () => {
  it.each([
    ['a@x.org', ['a@x.org']],
    ['a@x.org, B <b@x.org>', ['a@x.org', ' B <b@x.org>']],
    ['"Doe, J" <a@x.org>,b@x.org', ['"Doe, J" <a@x.org>', 'b@x.org']],
    ['"a\\",b" <a@x.org>,c@x.org', ['"a\\",b" <a@x.org>', 'c@x.org']],
    ['a\\,b', ['a\\', 'b']],
    ['a,', ['a', '']],
    ['"open, a@x.org', ['"open, a@x.org']],
  ])('parts %j', (list, parts) => {
    expect(splitMailboxes(list)).toEqual(parts);
  });
});

import { describe, expect, it } from '@jest/globals';
import { search } from '../../../../cli/commands/messages/search.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);

const itemOf = (id: string, recipient: unknown) => ({
  pk: `acme#${id}`,
  recipients: [recipient],
  firstSeenAt: nineMs,
  sent0: '0100-a',
});

const ioOf = (...pages: readonly (readonly ReturnType<typeof itemOf>[])[]) => ({
  ...capturedIo(),
  now: () => nineMs,
  tableBytes: async (): Promise<number | undefined> => 0,
  scan: async (_tenantId: string, after: string | undefined) => {
    const index = Number(after ?? 0);
    return {
      items: pages[index] ?? [],
      next: index + 1 < pages.length ? String(index + 1) : undefined,
    };
  },
});

describe('messages search', () => {
  it('prints what it finds on any page of the table', async () => {
    const io = ioOf(
      [itemOf('a', 'ada@example.org'), itemOf('b', 'joe@example.org')],
      [itemOf('c', 'ada@example.org')],
    );

    expect(await search({ tenant: 'acme', to: 'Ada@Example.org', json: true }, io)).toBe(0);

    expect(io.out.map((line) => JSON.parse(line))).toEqual(
      ['a', 'c'].map((messageId) => ({
        ...{ messageId, state: 'sent', stream: null },
        firstSeenAt: new Date(nineMs).toISOString(),
        recipients: { 'ada@example.org': 'sent' },
      })),
    );
  });

  it('says that it found nothing', async () => {
    const io = ioOf([itemOf('a', 'ada@example.org')]);

    expect(await search({ tenant: 'acme', to: 'joe@example.org' }, io)).toBe(3);
    expect(io.err.at(-1)).toBe('No such message is known.');
  });

  it('names a message that cannot be read, and shows the others', async () => {
    const io = ioOf([itemOf('a', 7), itemOf('b', 'ada@example.org')]);

    expect(await search({ tenant: 'acme' }, io)).toBe(3);
    expect(io.err.join()).toContain('recipients cannot be read');
    expect(io.out.join()).toContain('ada@example.org');
  });

  it('tells of every option that cannot be read', async () => {
    const io = ioOf([]);
    const options = { tenant: 'a#b', to: 'ada', since: 'noon', until: 'later', state: 'gone' };

    expect(await search(options, io)).toBe(2);
    expect(io.err.map((line) => line.split(':')[0])).toEqual([
      '--tenant',
      '--to',
      '--since',
      '--until',
      '--state',
    ]);
  });

  it.each([
    [undefined, 'Reads the whole table of messages, of all tenants; its size is not known.'],
    [80 * 1024 ** 3, 'Reads the whole table of messages, of all tenants: 80.00 GiB, about $1.31.'],
    [0, 'Reads the whole table of messages, of all tenants: 0.00 GiB, less than a cent.'],
  ])('says first what a table of %s bytes costs to read', async (bytes, said) => {
    const io = { ...ioOf([]), tableBytes: async () => bytes };

    await search({ tenant: 'acme' }, io);

    expect(io.err[0]).toBe(said);
  });
});

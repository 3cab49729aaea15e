import { describe, expect, it } from '@jest/globals';
import { importSuppressions } from '../../../../cli/commands/suppressions/import.ts';
import type { SuppressionEntry } from '../../../../shared/suppression/suppression-entry.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);

const importOf = async (file: string | Uint8Array, options = {}) => {
  const io = capturedIo();
  const entries: SuppressionEntry[] = [];
  const code = await importSuppressions('list', options, {
    ...io,
    openFile: async () => ({
      chunks: (async function* () {
        yield typeof file === 'string' ? new TextEncoder().encode(file) : file;
      })(),
      totalBytes: undefined,
    }),
    enterAll: async (some) => {
      entries.push(...some);
      return { entered: some.length, unreadable: [] };
    },
    progress: () => ({ show: () => {}, end: () => {} }),
    now: () => nineMs,
    user: 'ann',
  });
  return { code, err: io.err, entries };
};

const short = ({ address, reason, detail, sinceMs }: SuppressionEntry) =>
  [
    address,
    reason,
    detail === 'import of list' ? '' : detail,
    sinceMs === nineMs ? '' : new Date(sinceMs).toISOString(),
  ]
    .join(' ')
    .trimEnd();

describe('suppressions import of what other programs write', () => {
  it.each([
    [
      'SendGrid, bounces by the page',
      'email,created\nada@example.org,1443651141\n',
      ['ada@example.org operator  2015-09-30T22:12:21.000Z'],
    ],
    [
      'SendGrid, bounces with their answers',
      'status,reason,email,created\n5.1.1,"550 5.1.1 no, such user",ada@example.org,1443651141\n',
      ['ada@example.org operator 550 5.1.1 no, such user 2015-09-30T22:12:21.000Z'],
    ],
    [
      'SendGrid, by its API',
      '[{"created":1443651141,"email":"ada@example.org","reason":"550 no","status":"5.1.1"}]',
      ['ada@example.org operator 550 no 2015-09-30T22:12:21.000Z'],
    ],
    [
      'Mailchimp',
      '"Email Address","First Name","Last Name","MEMBER_RATING"\nada@example.org,Ada,"L, G",2\n',
      ['ada@example.org operator'],
    ],
    [
      'Postmark',
      'Recipient,SuppressionReason,Origin,CreatedAt\nada@example.org,HardBounce,Recipient,2026-01-01T00:00:00.0000000-05:00\nbob@example.org,SpamComplaint,Recipient,2026-01-01T00:00:00Z\neve@example.org,ManualSuppression,Customer,2026-01-01T00:00:00Z\n',
      [
        'ada@example.org bounce  2026-01-01T05:00:00.000Z',
        'bob@example.org complaint  2026-01-01T00:00:00.000Z',
        'eve@example.org operator  2026-01-01T00:00:00.000Z',
      ],
    ],
    [
      'an import job of SES in CSV',
      'ada@example.org,BOUNCE\nbob@example.org,COMPLAINT\n',
      ['ada@example.org bounce', 'bob@example.org complaint'],
    ],
    [
      'an import job of SES in JSON lines',
      '{"emailAddress":"ada@example.org","reason":"BOUNCE"}\n{"emailAddress":"bob@example.org","reason":"COMPLAINT"}\n',
      ['ada@example.org bounce', 'bob@example.org complaint'],
    ],
    [
      'the list of SES',
      '[\n  {\n    "EmailAddress": "ada@example.org",\n    "Reason": "BOUNCE",\n    "LastUpdateTime": "2026-01-01T09:00:00+01:00"\n  }\n]\n',
      ['ada@example.org bounce  2026-01-01T08:00:00.000Z'],
    ],
    ['a spreadsheet', 'address;reason\r\nada@example.org;bounce\r\n', ['ada@example.org bounce']],
    [
      'Excel with sep=',
      'sep=;\r\naddress;reason\r\nada@example.org;bounce\r\n',
      ['ada@example.org bounce'],
    ],
    [
      'Excel with "sep=,"',
      '"sep=,"\r\naddress,reason\r\nada@example.org,bounce\r\n',
      ['ada@example.org bounce'],
    ],
    ['a table with tabs', 'reason\taddress\nbounce\tada@example.org\n', ['ada@example.org bounce']],
    [
      'one column with a name',
      'Email\nada@example.org\nbob@example.org\n',
      ['ada@example.org operator', 'bob@example.org operator'],
    ],
    [
      'an array',
      '\uFEFF [{"address":"ada@example.org"},\n{"address":"bob@example.org"}]',
      ['ada@example.org operator', 'bob@example.org operator'],
    ],
    [
      'a field over several lines',
      'address,detail\nada@example.org,"first line\nbob@example.org\nlast line"\n',
      ['ada@example.org operator first line\nbob@example.org\nlast line'],
    ],
  ])('reads %s', async (_, file, entries) => {
    const imported = await importOf(file);

    expect(imported.entries.map(short)).toEqual(entries);
    expect(imported.code).toBe(0);
  });

  it('takes the address from the first column of that meaning that holds one', async () => {
    const { entries } = await importOf('Email,Recipient\nada@example.org,\n,bob@example.org\n');

    expect(entries.map(short)).toEqual(['ada@example.org operator', 'bob@example.org operator']);
  });

  it('names the columns of another program that it does not use', async () => {
    const { err } = await importOf(
      'Email Address,First\u001b Name,Rating\nada@example.org,Ada,2\n',
    );

    expect(err).toEqual([expect.stringMatching(/^Unused columns: First. Name, Rating$/)]);
  });

  it.each([
    [
      'name,town\nAda,Paris\n',
      'line 1 has 2 columns and does not name them, or none of them address or email',
    ],
    ['ada@example.org,Ada,Paris\n', 'line 1 has 3 columns and does not name them'],
    ['address,adress2\nada@example.org,x\n', 'line 1 names a column that is unknown'],
  ])('says in one line what it expected of %j', async (file, problem) => {
    const { code, err, entries } = await importOf(file);

    expect({ code, entries, err }).toEqual({
      code: 2,
      entries: [],
      err: [expect.stringContaining(problem)],
    });
  });

  it('refuses UTF-16, as spreadsheets write it', async () => {
    const { code, err } = await importOf(Buffer.from('\uFEFFaddress\nada@example.org', 'utf16le'));

    expect({ code, err }).toEqual({
      code: 2,
      err: ['list is UTF-16, not UTF-8; save it as UTF-8.'],
    });
  });

  it.each(['@example.org', '*@example.org', ' *@example.org', 'All <*@example.org>'])(
    'refuses %j, which stands for a domain',
    async (address) => {
      const { code, err, entries } = await importOf(`address\n"${address}"\n`);

      expect({ code, entries }).toEqual({ code: 3, entries: [] });
      expect(err).toEqual([expect.stringMatching(/^line 2 its address stands for a whole domain/)]);
    },
  );

  it('refuses what is no address', async () => {
    const { err } = await importOf('address\nnot-an-address\nexample.org\n');

    expect(err.map((line) => line.slice(0, 32))).toEqual([
      'line 2 its address has no domain',
      'line 3 its address has no domain',
    ]);
  });
});

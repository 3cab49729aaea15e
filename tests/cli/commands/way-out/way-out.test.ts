import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  removeWayOut,
  type SetOptions,
  setWayOut,
  showWaysOut,
  switchWayOut,
} from '../../../../cli/commands/way-out/way-out.ts';
import { noteSesStopped } from '../../../../shared/aws/tenants/note-ses-stopped.ts';
import { waysOutBook } from '../../../../shared/aws/tenants/ways-out-book.ts';
import { noKeys, secretBox } from '../../../../shared/secrets/secret-box.ts';
import { contextOfPassword } from '../../../../shared/way-out/way-out-settings.ts';
import { memoryKeys } from '../../../fakes/memory-keys.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';
import { capturedIo } from '../../captured-io.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  const { documents } = database;
  await documents.delete({ TableName: 'tenants', Key: { tenantId: '*' } });
});

const nowMs = Date.UTC(2026, 8, 21, 12);
const password = 'pass-word-of-the-provider';
const options: SetOptions = {
  stream: 'transactional',
  host: 'smtp.provider.example',
  port: '587',
  security: 'starttls',
  user: 'pipeline',
  from: 'notices@provider.example',
  rate: '10',
};

const world = (secrets = secretBox(memoryKeys())) => ({
  ...capturedIo(),
  secrets,
  book: waysOutBook(database.documents, 'tenants'),
  seal: secrets.seal,
  readPassword: async (): Promise<string | undefined> => password,
  now: () => nowMs,
});

const note = () => noteSesStopped(database.documents, 'tenants');

describe('way-out', () => {
  it('sets a provider that takes what SES refuses, with its password sealed and never shown', async () => {
    const io = world();

    expect(await setWayOut({ ...options, perDay: '5000' }, io)).toBe(0);
    expect(await showWaysOut({}, io)).toBe(0);
    expect(await showWaysOut({ json: true }, io)).toBe(0);

    expect(io.out.slice(0, 7)).toEqual([
      'transactional',
      '  server      smtp.provider.example:587 starttls',
      '  user        pipeline, password not shown',
      '  from        notices@provider.example',
      '  rate        10 a second, 5000 a day',
      '  mode        auto: takes mail when SES refuses it for good',
      '  since       2026-09-21T12:00:00.000Z',
    ]);
    expect(io.out).toContain('marketing  no way out');
    const stored = (await io.book.read()).waysOut?.transactional?.password ?? '';
    expect(await io.secrets.open(stored, contextOfPassword)).toBe(password);
    expect([...io.out, ...io.err].join()).not.toContain(password);
    expect([...io.out, ...io.err].join()).not.toContain(stored);
  });

  it('uses, stops and arms it again by an operator’s word, which a new setting leaves as it is', async () => {
    const io = world();
    await setWayOut(options, io);
    await setWayOut({ ...options, stream: 'marketing' }, io);

    await switchWayOut('use', { ...options, why: 'SES is slow' }, io);
    await setWayOut({ ...options, rate: '5' }, io);
    const used = (await io.book.read()).waysOut;
    await switchWayOut('stop', options, io);
    const stopped = (await io.book.read()).waysOut;

    expect(used?.transactional).toMatchObject({
      mode: 'use',
      why: 'SES is slow',
      ratePerSecond: 5,
    });
    expect(used?.marketing?.mode).toBe('auto');
    expect(stopped?.transactional?.mode).toBe('stop');
    expect(stopped?.transactional).not.toHaveProperty('why');
  });

  it('forgets a provider and its password, and no other', async () => {
    const io = world();
    await setWayOut(options, io);
    await setWayOut({ ...options, stream: 'marketing' }, io);

    expect(await removeWayOut(options, io)).toBe(0);
    expect(await removeWayOut(options, io)).toBe(3);

    expect(Object.keys((await io.book.read()).waysOut ?? {})).toEqual(['marketing']);
  });

  it.each([
    [{ host: 'bad host' }, 'host:'],
    [{ port: '0' }, 'port:'],
    [{ port: 'x' }, 'port:'],
    [{ port: '25' }, 'AWS blocks port 25'],
    [{ security: 'ssl' }, 'security: use tls'],
    [{ security: 'none' }, 'plain text'],
    [{ host: '10.0.0.1', security: 'none' }, 'plain text'],
    [{ from: 'nobody' }, 'from:'],
    [{ from: 'Name <notices@provider.example>' }, 'from: has a display name'],
    [{ rate: '0' }, 'rate:'],
    [{ rate: '2000' }, 'rate:'],
    [{ perDay: '0' }, 'per-day:'],
    [{ perDay: '1.5' }, 'per-day:'],
  ])('refuses %j, says what to do, and asks for no password', async (changes, said) => {
    const io = { ...world(), readPassword: () => Promise.reject(new Error('It was asked for.')) };

    expect(await setWayOut({ ...options, ...changes }, io)).toBe(3);

    expect(io.err.join()).toContain(said);
    expect((await io.book.read()).waysOut).toBeUndefined();
  });

  it('takes plain text to a server of this network, without a password', async () => {
    const io = { ...world(), readPassword: () => Promise.reject(new Error('It was asked for.')) };
    const { user: _, ...open } = { ...options, host: 'mailpit', port: '1025', security: 'none' };

    expect(await setWayOut(open, io)).toBe(0);
  });

  it.each([
    ['use', switchWayOut.bind(undefined, 'use')],
    ['remove', removeWayOut],
  ] as const)('cannot %s what is not set', async (_, verb) => {
    const io = world();

    expect(await verb(options, io)).toBe(3);
    expect(io.err.join()).toContain('has no way out');
  });

  it('knows only the streams of the deployment', async () => {
    const io = world();

    expect(await setWayOut({ ...options, stream: 'other' }, io)).toBe(2);
    expect(io.err).toEqual([
      'There is no stream other; there are transactional, notifications and marketing.',
    ]);
  });

  it('changes nothing where no password is given, or there is no key to seal it', async () => {
    const io = world();
    const withoutKey = world(secretBox(noKeys));

    expect(await setWayOut(options, { ...io, readPassword: async () => undefined })).toBe(2);
    expect(await setWayOut(options, withoutKey)).toBe(1);

    expect(withoutKey.err.join()).toContain('customerKey=true');
    expect((await io.book.read()).waysOut).toBeUndefined();
  });

  it('gives up when others keep changing the ways out', async () => {
    const io = world();
    const book = { ...io.book, write: async () => false };

    expect(await setWayOut(options, { ...io, book })).toBe(1);
  });

  it('says since when SES takes no mail, which refresh-quota notes once and ends once', async () => {
    const io = world();
    const begin = { kind: 'begin', since: nowMs, why: 'sending is paused at SES' } as const;
    expect(await note()(begin)).toBe(false);
    await setWayOut(options, io);

    expect(await note()(begin)).toBe(true);
    expect(await note()({ ...begin, since: nowMs + 1 })).toBe(false);
    await showWaysOut({}, io);
    expect(io.out).toContain(
      'SES takes no mail of the account since 2026-09-21T12:00:00.000Z: sending is paused at SES.',
    );

    expect(await note()({ kind: 'end', since: nowMs + 1 })).toBe(false);
    expect(await note()({ kind: 'end', since: nowMs })).toBe(true);
    expect((await io.book.read()).sesStopped).toBeUndefined();
  });

  it('names what it cannot read of the item', async () => {
    const io = world();
    await database.documents.put({
      TableName: 'tenants',
      Item: { tenantId: '*', waysOut: { transactional: { host: 7 } } },
    });

    expect(await showWaysOut({}, io)).toBe(3);
    expect(io.err.join()).toContain('waysOut.transactional.host');
  });
});

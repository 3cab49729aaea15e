import {
  DeleteEmailIdentityCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkIdentity } from '../../../../cli/commands/identity/check.ts';
import { createIdentity } from '../../../../cli/commands/identity/create.ts';
import { type DnsOptions, showDnsRecords } from '../../../../cli/commands/identity/dns.ts';
import { explainingSes } from '../../../../cli/commands/identity/explaining-ses.ts';
import { listIdentities } from '../../../../cli/commands/identity/list.ts';
import { SesTenantFailure } from '../../../../shared/ses-tenants/ses-tenant-failure.ts';
import { type IdentityWorld, startIdentityWorld } from './identity-world.ts';

let world: IdentityWorld;
beforeEach(async () => {
  world = await startIdentityWorld();
});
afterEach(() => world.close());

/** Runs a command, and returns its exit code and what it printed meanwhile. */
const run = async (command: (io: IdentityWorld['io']) => Promise<number>) => {
  const [outBefore, errBefore] = [world.out.length, world.err.length];
  const code = await command(world.io);
  return {
    code,
    out: world.out.slice(outBefore).join('\n'),
    err: world.err.slice(errBefore).join('\n'),
  };
};

const create = (name: string, options = {}) =>
  run((io) => createIdentity(name, { mailFrom: 'bounce', ...options }, io));
const dns = (domain: string, options: Partial<DnsOptions> = {}) =>
  run((io) => showDnsRecords(domain, { format: 'bind', ...options }, io));
const check = (name: string, options = {}) => run((io) => checkIdentity(name, options, io));
const list = (options = {}) => run((io) => listIdentities(options, io));

/** Publishes what `identity dns` prints, as its user does. */
const publish = async (domain: string): Promise<void> => {
  world.zone.text += `${(await dns(domain, { reportsTo: `dmarc@${domain}` })).out}\n${domain}. MX 10 mail.${domain}.\n`;
  await world.checkNow();
};

describe('from nothing to a verified domain', () => {
  it('takes create, dns and check', async () => {
    const made = await create('Shop.test');
    expect(made.code).toBe(0);
    expect(made.out).toContain('shop.test  domain  created  not verified yet');
    expect(made.out).toContain('MAIL FROM domain bounce.shop.test');
    expect(made.out.match(/CNAME/g)).toHaveLength(3);
    expect(made.err).toContain('ses-pipeline identity check shop.test --wait');

    const before = await check('shop.test');
    expect(before.code).toBe(3);
    expect(before.out.match(/^absent/gm)).toHaveLength(6);

    await publish('shop.test');
    const after = await check('shop.test');
    expect(after).toMatchObject({ code: 0, err: '' });
    expect(after.out.match(/^found/gm)).toHaveLength(6);
    expect(after.out).toMatch(/All is right\.$/);
  });
});

describe('identity create', () => {
  it('changes nothing when it runs again', async () => {
    await create('shop.test');

    const again = await create('shop.test');

    expect(again.code).toBe(0);
    expect(again.out.split('\n')[0]).toBe('shop.test  domain  adopted  not verified yet');
    expect(again.out).not.toMatch(/^ {2}/m);
  });

  it('completes what is there, and leaves what somebody has set', async () => {
    await create('shop.test', { mailFrom: false });
    const { ses2 } = world.simulated;
    await ses2.send(
      new PutEmailIdentityDkimAttributesCommand({
        EmailIdentity: 'shop.test',
        SigningEnabled: false,
      }),
    );
    expect((await create('shop.test', { configurationSet: 'marketing' })).out).toMatch(
      /MAIL FROM domain bounce\.shop\.test;[\s\S]*configuration set set-marketing[\s\S]*left as it is: DKIM signing is switched off/,
    );
    await ses2.send(
      new PutEmailIdentityMailFromAttributesCommand({
        EmailIdentity: 'shop.test',
        MailFromDomain: 'mail.shop.test',
      }),
    );

    const again = await create('shop.test', { json: true });

    expect(JSON.parse(again.out)).toMatchObject({
      outcome: 'adopted',
      done: [],
      left: [
        'DKIM signing is switched off',
        'MAIL FROM domain mail.shop.test',
        'configuration set set-marketing',
      ],
    });
  });

  it('makes an address, which needs no record', async () => {
    const made = await create('Ann@Elsewhere.test');

    expect(made.out.split('\n')).toEqual([
      'Ann@elsewhere.test  address  created  verified',
      '  address made; SES has sent it a mail',
    ]);
  });

  it('says when a domain above covers a name already', async () => {
    const made = await create('news.example.com');

    expect(made.code).toBe(0);
    expect(made.err).toContain('example.com is an identity already and covers news.example.com');
  });

  it.each([
    ['https://shop.test/', {}, /no domain/],
    ['shop', {}, /no domain/],
    ['a b@shop.test', {}, /address is not one/],
    ['shop.test', { mailFrom: 'bounce.other.test' }, /lies beneath shop\.test/],
    ['shop.test', { reportsTo: 'nobody' }, /--reports-to has no domain/],
  ])('refuses %s %j', async (name, options, text) => {
    const answer = await create(name, options);

    expect(answer.code).toBe(2);
    expect(answer.err).toMatch(text);
  });
});

describe('identity dns', () => {
  beforeEach(async () => {
    await create('shop.test');
  });

  it('shows names as a provider wants them, and what to mind', async () => {
    const shown = await dns('shop.test', { format: 'table' });

    expect(shown.out).toMatch(/^TYPE +NAME +VALUE +FULL NAME$/m);
    expect(shown.out).toMatch(
      /^MX +bounce +10 feedback-smtp\.eu-west-1\.amazonses\.com +bounce\.shop\.test$/m,
    );
    expect(shown.err).toMatch(/OVH, Cloudflare, GoDaddy, Route 53/);
    expect(shown.err).toMatch(/No TXT record _amazonses is needed/);
  });

  it('shows names within a zone further down, and as JSON', async () => {
    await create('eu.shop.test');
    const shown = await dns('eu.shop.test', { format: 'json', zone: 'Shop.test.' });

    expect(JSON.parse(shown.out)).toContainEqual(
      expect.objectContaining({
        purpose: 'mail-from-mx',
        relative: 'bounce.eu',
        name: 'bounce.eu.shop.test',
        priority: '10',
        value: 'feedback-smtp.eu-west-1.amazonses.com',
        ttl: 300,
      }),
    );
    expect((await dns('shop.test', { zone: 'other.test' })).code).toBe(2);
  });

  it('shows the records of the domain above for a subdomain', async () => {
    const shown = await dns('news.shop.test');

    expect(shown.err).toContain('news.shop.test has no identity of its own');
    expect(shown.out).toContain('_dmarc.shop.test. 300 IN TXT');
  });

  it('asks for the records with dig and nslookup', async () => {
    const shown = await dns('shop.test', { queries: true });

    expect(shown.out).toContain('dig +short MX bounce.shop.test');
    expect(shown.out).toContain('nslookup -type=TXT _dmarc.shop.test');
  });

  it('shows only what is missing, and never without an answer', async () => {
    world.zone.text = '_dmarc.shop.test. TXT "v=DMARC1; p=reject"\nbounce.shop.test. MX 10 x.test.';
    const missing = await dns('shop.test', { missing: true });
    expect(missing.code).toBe(0);
    expect(missing.out.split('\n')).toHaveLength(5);
    expect(missing.out).not.toContain('_dmarc');
    expect(missing.err).toContain('MX bounce.shop.test: Mail to this name goes elsewhere.');

    world.zone.failing = { kind: 'answer', code: 'REFUSED', records: [] };
    const unknown = await dns('shop.test', { missing: true });
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toContain('It cannot be told which records are missing.');
  });

  it.each([
    ['none.test', {}, 3, /identity create none\.test/],
    ['shop.test', { format: 'xml' }, 2, /table, bind, route53, json/],
  ])('%s %j: exit code %d', async (domain, options, code, text) => {
    const answer = await dns(domain, options);

    expect(answer.code).toBe(code);
    expect(answer.err).toMatch(text);
  });
});

describe('identity check', () => {
  it('tells silence, SERVFAIL and REFUSED from absence', async () => {
    await create('shop.test');
    await publish('shop.test');

    for (const [failing, text] of [
      [{ kind: 'answer', code: 'SERVFAIL', records: [] }, 'SERVFAIL'],
      [{ kind: 'answer', code: 'REFUSED', records: [] }, 'REFUSED'],
      [{ kind: 'silence' }, 'does not answer in time'],
    ] as const) {
      world.zone.failing = failing;
      const answer = await check('shop.test');

      expect(answer.code).toBe(1);
      expect(answer.out).toContain(text);
      expect(answer.out.match(/^unanswered/gm)).toHaveLength(6);
      expect(answer.out).not.toMatch(/^absent/m);
    }
  });

  it('shows what is there instead, and the remedy', async () => {
    await create('shop.test');
    await publish('shop.test');
    world.zone.text = world.zone.text.replace('feedback-smtp.eu-west-1', 'feedback-smtp.us-east-1');

    const answer = await check('shop.test');

    expect(answer.code).toBe(3);
    expect(answer.out).toMatch(
      /^differs +MX +bounce\.shop\.test\n +what +It leads to SES in another region\.\n +there +10 feedback-smtp\.us-east-1\.amazonses\.com\n +to do +Keep one: bounce\.shop\.test MX 10 feedback-smtp\.eu-west-1/m,
    );
    expect(answer.out.match(/^found/gm)).toHaveLength(5);
  });

  it('waits until the records are there and SES has seen them, with growing pauses', async () => {
    await create('shop.test');
    world.world.whileWaiting = async (pause) => {
      if (pause === 3) await publish('shop.test');
    };

    const answer = await check('shop.test', { wait: true });

    expect(answer.code).toBe(0);
    expect(world.pauses).toEqual([5_000, 10_000, 20_000]);
    expect(answer.err.split('\n')).toEqual([
      'Waiting: 0 of 6 records found, SES says pending, MAIL FROM pending …',
    ]);
  });

  it('waits no longer than it was told to', async () => {
    await create('shop.test');

    expect((await check('shop.test', { wait: '12s' })).code).toBe(3);
    expect(world.pauses).toEqual([5_000, 7_000]);
    expect((await check('shop.test', { wait: 'long' })).code).toBe(2);
  });

  it('goes on waiting while SES does not answer, and ends without credentials', async () => {
    await create('shop.test');
    await publish('shop.test');
    const { find } = world.io.identities;
    const failing = (code: string) => {
      let asked = 0;
      return run((io) =>
        explainingSes(io, () =>
          checkIdentity(
            'shop.test',
            { wait: true },
            {
              ...io,
              identities: {
                ...io.identities,
                find: async (name) => {
                  asked += 1;
                  if (asked === 2)
                    throw new SesTenantFailure('unreachable', 'ses:GetEmailIdentity', code);
                  return find(name);
                },
              },
            },
          ),
        ),
      );
    };

    const passing = await failing('TimeoutError');
    expect(passing).toMatchObject({ code: 0, err: 'SES does not answer at the moment …' });
    const ended = await failing('CredentialsProviderError');
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.err).toContain('AWS does not know you');
  });

  it('says that SES has not looked yet when all records are there', async () => {
    await create('shop.test');
    world.zone.text = `${(await dns('shop.test')).out}\n`;

    const answer = await check('shop.test', { json: true });

    expect(answer.code).toBe(3);
    expect(JSON.parse(answer.out)).toMatchObject({
      identity: 'shop.test',
      outcome: 'waiting',
      ses: { isVerified: false, verificationStatus: 'PENDING' },
      from: { reception: { kind: 'nowhere' } },
    });
  });

  it('judges an address by its domain, and refuses that of a free mailbox', async () => {
    await create('ann@gmail.com');
    const answer = await check('ann@gmail.com');

    expect(answer.code).toBe(3);
    expect(answer.out).toContain('gmail.com is a provider of free mailboxes');
    expect(answer.out).toContain('passes neither by DKIM nor by SPF');
  });

  it('checks the domain that covers an address', async () => {
    await create('shop.test');
    await publish('shop.test');
    const answer = await check('ann@shop.test');

    expect(answer.code).toBe(0);
    expect(answer.err).toContain('sent with the identity shop.test');
  });

  it('ends when the identity is deleted meanwhile', async () => {
    await create('shop.test');
    world.world.whileWaiting = async () => {
      await world.simulated.ses2.send(
        new DeleteEmailIdentityCommand({ EmailIdentity: 'shop.test' }),
      );
    };

    expect(await check('shop.test', { wait: true })).toMatchObject({ code: 3, out: '' });
    expect((await check('shop.test')).err).toContain('identity create shop.test');
  });
});

describe('identity list', () => {
  it('shows what SES says of each', async () => {
    await create('shop.test');
    const shown = await list();

    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^IDENTITY +KIND +VERIFICATION +SENDING +DKIM +MAIL FROM/m);
    expect(shown.out).toMatch(
      /^shop\.test +domain +pending +off +pending {2}2048 bits +bounce\.shop\.test {2}pending +-$/m,
    );
    expect(shown.out).toMatch(/^example\.com +domain +success +on +success/m);
  });

  it('makes one call of SES with --names, and an object per line with --json', async () => {
    const find = world.io.identities.find;
    let found = 0;
    const io = {
      ...world.io,
      identities: {
        ...world.io.identities,
        find: (name: string) => {
          found += 1;
          return find(name);
        },
      },
    };

    await listIdentities({ names: true, json: true }, io);

    expect(found).toBe(0);
    expect(world.out.map((line) => JSON.parse(line).identity)).toEqual([
      'example.com',
      'example.net',
      'example.org',
    ]);
  });
});

describe('what SES does not do', () => {
  it.each([
    ['not-permitted', 'AccessDeniedException', 1, /you need ses:CreateEmailIdentity/],
    ['unreachable', 'TimeoutError', 1, /SES does not answer/],
    ['refused', 'LimitExceededException', 3, /as many identities/],
    ['refused', 'BadRequestException', 3, /SES refuses this/],
    ['not-found', 'NotFoundException', 3, /does not have/],
    ['too-many', 'more than 100 pages', 1, /more identities/],
  ] as const)('%s (%s) is explained', async (kind, code, exitCode, text) => {
    const answer = await run((io) =>
      explainingSes(io, () =>
        Promise.reject(new SesTenantFailure(kind, 'ses:CreateEmailIdentity', code)),
      ),
    );

    expect(answer.code).toBe(exitCode);
    expect(answer.err).toMatch(text);
  });

  it('lets other errors through', async () => {
    await expect(
      run((io) => explainingSes(io, () => Promise.reject(new Error('x')))),
    ).rejects.toThrow('x');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  identitiesFor,
  type ResourceFacts,
  wantedResources,
} from '../../../shared/ses-tenants/wanted-resources.ts';
import { basicStreamsOf } from '../../../shared/streams/stream-facts.ts';
import { isAllowedSender, readSenderRule } from '../../../shared/tenants/allowed-senders.ts';
import { createIdentities } from '../../../simulator/account/identities.ts';

const facts = (changes: Partial<ResourceFacts> = {}): ResourceFacts => ({
  settings: { from: 'Ann <ann@example.com>' },
  streams: basicStreamsOf('s-'),
  identities: ['example.com'],
  namedIdentities: [],
  templates: [],
  ...changes,
});

const domain = fc.constantFrom(
  'example.com',
  'mail.example.com',
  'a.mail.example.com',
  'other.org',
);
const address = fc
  .tuple(fc.constantFrom('ann', 'ann+news', 'bob'), domain)
  .map(([local, at]) => `${local}@${at}`);

describe('wanted-resources', () => {
  it('names every identity that SES can take for a sender whom the rule allows', () => {
    fc.assert(
      fc.property(
        fc.oneof(domain, address),
        fc.uniqueArray(fc.oneof(domain, address)),
        address,
        (entry, identities, sender) => {
          fc.pre(isAllowedSender([entry], sender));
          const rule = readSenderRule(entry);
          if (rule === undefined) throw new Error('no rule');
          const taken = createIdentities(identities).covering(sender);

          if (taken !== undefined) expect(identitiesFor(rule, identities)).toContain(taken.name);
        },
      ),
    );
  });

  it('names the set of each stream, the own one in place of that of the pipeline, and the templates', () => {
    const settings = {
      from: { name: 'Ann', address: 'ann@example.com' },
      streams: { marketing: { configurationSet: 'acme-news' } },
    };

    expect(wantedResources(facts({ settings, templates: ['Welcome', 'Bye'] }))).toEqual({
      kind: 'wanted',
      resources: [
        'identity/example.com',
        'configuration-set/acme-news',
        'configuration-set/s-notifications',
        'configuration-set/s-transactional',
        'template/Bye',
        'template/Welcome',
      ],
    });
  });

  it('leaves out identities that no sender of the settings uses', () => {
    const identities = ['example.com', 'example.org', 'bob@example.com', 'ANN@example.com'];
    const answer = wantedResources(facts({ identities }));

    expect(answer).toMatchObject({
      resources: expect.arrayContaining(['identity/ANN@example.com', 'identity/example.com']),
    });
    expect(JSON.stringify(answer)).not.toMatch(/example\.org|bob/);
  });

  it('tells every problem at once, and what to do', () => {
    const settings = { allowedSenders: ['example.org', 'bob@example.net'] };

    expect(wantedResources(facts({ settings, namedIdentities: ['example.edu'] }))).toEqual({
      kind: 'unknown',
      problems: [
        'The account has no identity example.edu: verify it in SES, or name another.',
        'The account has no identity for the domain example.org: verify it in SES.',
        'The account has no identity for bob@example.net: verify it in SES.',
      ],
    });
    expect(wantedResources(facts({ settings: {} }))).toEqual({
      kind: 'unknown',
      problems: [
        'The settings name no sender: set `from` or `allowedSenders`, or name --identity.',
      ],
    });
  });
});

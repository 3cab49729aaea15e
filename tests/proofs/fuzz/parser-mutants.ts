import type { BrokenPromise } from '../../../proofs/fuzz/broken-promise.ts';

/**
 * One fault that somebody could build into the way of feedback, and the promise that it must be
 * seen to break.
 */
export interface ParserMutant {
  /** What it does, as a fact. */
  readonly does: string;
  readonly breaks: BrokenPromise;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

export const parserMutants: readonly ParserMutant[] = [
  {
    does: 'suppresses all whom the mail went to',
    breaks: 'suppressed wrongly',
    file: 'shared/feedback/event-object.ts',
    from: '({ bounceType, bounceSubType, bouncedRecipients, timestamp, feedbackId }) => {',
    to: '({ bounceType, bounceSubType, timestamp, feedbackId }, { destination: bouncedRecipients }) => {',
  },
  {
    does: 'takes a bounce that may pass for a permanent one',
    breaks: 'suppressed wrongly',
    file: 'shared/suppression/policy.ts',
    from: "if (type !== 'Permanent') return undefined;",
    to: "if (!['Permanent', 'Transient'].includes(type ?? '')) return undefined;",
  },
  {
    does: 'takes "Not-Spam" for a complaint of a new type',
    breaks: 'suppressed wrongly',
    file: 'shared/feedback/event-object.ts',
    from: "'fraud', 'not-spam', 'other'",
    to: "'fraud', 'other'",
  },
  {
    does: "suppresses for all tenants what one tenant's topic says",
    breaks: 'suppressed wrongly',
    file: 'shared/feedback/suppress-group.ts',
    from: 'isConfined && entry.scope === everyTenant',
    to: 'false',
  },
  {
    does: 'gives a mail to the tenant of its domain before that of its very address',
    breaks: 'suppressed wrongly',
    file: 'shared/feedback/sender-claims.ts',
    from: '...addresses.map((some) => some.map((address) => claims.addresses.get(address))),',
    to: '',
  },
  {
    does: 'gives a sender that two tenants claim to one of them',
    breaks: 'suppressed wrongly',
    file: 'shared/feedback/sender-claims.ts',
    from: 'return others.length === 0',
    to: 'return others.length >= 0',
  },
  {
    does: 'lets the sender overrule the topic of a tenant',
    breaks: 'suppressed wrongly',
    file: 'shared/feedback/attribution.ts',
    from: 'named === undefined ? await findSenderOwner(event)',
    to: 'tenantTag === undefined ? await findSenderOwner(event)',
  },
  {
    does: 'tells types of bounces apart by their case',
    breaks: 'not suppressed',
    file: 'shared/feedback/event-object.ts',
    from: 'known.find((spelling) => spelling.toLowerCase() === name.toLowerCase()) ?? name',
    to: 'known.find((spelling) => spelling === name) ?? name',
  },
  {
    does: 'suppresses addresses as they are written',
    breaks: 'suppressed wrongly',
    file: 'shared/feedback/mail-object.ts',
    from: 'one && canonicalAddress(one.emailAddress)',
    to: "(one?.emailAddress.includes('@') ? one.emailAddress : undefined)",
  },
  {
    does: 'reads the first thing of a list alone',
    breaks: 'vanished',
    file: 'shared/feedback/open-envelope.ts',
    from: 'list.flatMap((item) => open(item, depth + 1, publishedAtMs))',
    to: 'open(list[0], depth + 1, publishedAtMs)',
  },
  {
    does: 'ignores broken JSON',
    breaks: 'vanished',
    file: 'shared/feedback/open-envelope.ts',
    from: "  return invalid('broken JSON');",
    to: "  return ignored('broken JSON');",
  },
  {
    does: 'does not know base64',
    breaks: 'vanished',
    file: 'shared/feedback/open-envelope.ts',
    from: 'isBase64Encoded === true',
    to: 'isBase64Encoded === undefined',
  },
  {
    does: 'gives up after a few envelopes',
    breaks: 'vanished',
    file: 'shared/feedback/open-envelope.ts',
    from: 'const deepest = 40;',
    to: 'const deepest = 8;',
  },
  {
    does: 'refuses a complaint that names nobody',
    breaks: 'vanished',
    file: 'shared/feedback/event-object.ts',
    from: 'return { people: complainedRecipients, reason',
    to: 'return { people: complainedRecipients, mustName: true, reason',
  },
  {
    does: 'takes events of one message for one when nothing but their time differs',
    breaks: 'vanished',
    file: 'shared/feedback/event-id.ts',
    from: '[sesMessageId ?? null, instantOf(time), ...marks.map((mark) => mark ?? null)]',
    to: '[sesMessageId ?? null, ...marks.map((mark) => mark ?? null)]',
  },
  {
    does: 'acknowledges what it cannot understand',
    breaks: 'answer',
    file: 'shared/feedback/feedback-batch.ts',
    from: '{ id, detail: found.detail });\n        unreadable.push(index);',
    to: '{ id, detail: found.detail });',
  },
  {
    does: 'throws when text is no JSON',
    breaks: 'crash',
    file: 'shared/feedback/open-envelope.ts',
    from: '  } catch {\n    return undefined;',
    to: '  } catch (error) {\n    throw error;',
  },
  {
    does: 'counts a bounce of several people as one',
    breaks: 'recorded wrongly',
    file: 'shared/feedback/count-of.ts',
    from: 'Math.max(1, event.recipients.length + event.unreadable)',
    to: '1',
  },
  {
    does: 'believes the tags of another tenant on the topic of one',
    breaks: 'recorded wrongly',
    file: 'shared/feedback/attribution.ts',
    from: '!isConfined || !namesAnotherTenant(event, from)',
    to: 'true',
  },
  {
    does: 'copies documents name by name, prototypes too',
    breaks: 'polluted',
    file: 'shared/feedback/read-ses-event.ts',
    from: '  const mail = readMail(document.mail);',
    to: `  const merge = (into, from) => {
    for (const [name, value] of Object.entries(from)) {
      if (['__proto__', 'constructor', 'prototype'].includes(name) && typeof value === 'object' && value !== null && !Array.isArray(value) && into[name] !== undefined) merge(into[name], value);
      else into[name] = value;
    }
    return into;
  };
  const mail = readMail(merge({}, document).mail);`,
  },
  {
    does: 'logs what it cannot understand',
    breaks: 'address in log',
    file: 'shared/feedback/feedback-batch.ts',
    from: '{ id, detail: found.detail }',
    to: '{ id, detail: found.detail, content }',
  },
];

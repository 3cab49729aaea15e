import { asLine, unansweredText } from '../../identities/judgements.ts';
import type { RecordJudgement, WantedRecord } from '../../identities/ports.ts';
import { type Check, judged } from '../check.ts';
import { failure, type Judgement, notHere, ok, warning } from '../finding.ts';
import type { IdentityDns, Observed, ObservedIdentity } from '../observed.ts';

/** Judges the DNS of each identity that could be looked up. */
const ofEach = (
  { identities }: Observed,
  judge: (dns: IdentityDns, identity: ObservedIdentity) => Judgement | readonly Judgement[],
): readonly Judgement[] =>
  identities.flatMap((identity) =>
    judged(identity.dns, identity.name, (dns) => judge(dns, identity)),
  );

interface RecordCheck extends Omit<Check, 'judge' | 'reads'> {
  readonly purpose: WantedRecord['purpose'];
  readonly wrong: typeof failure;
  /** What follows from a missing record. */
  readonly follows: string;
}

/** A check of the records of one purpose, each by itself. */
const recordCheck = ({ purpose, wrong, follows, ...check }: RecordCheck): Check => ({
  ...check,
  reads: ['DNS'],
  judge: (observed) =>
    ofEach(observed, ({ records }, { name }) => {
      const own = records.filter(({ record }) => record.purpose === purpose);
      return own.length === 0
        ? notHere(name, 'needs no such record')
        : own.map((judgement) => toJudgement(judgement, wrong, follows));
    }),
});

const toJudgement = (
  { record, verdict, there, problem = '', remedy = '', notes }: RecordJudgement,
  wrong: typeof failure,
  follows: string,
): Judgement => {
  switch (verdict) {
    case 'found':
      return ok(record.name, ['found', ...notes].join('; '));
    case 'unanswered':
      return {
        status: 'cannot-tell',
        subject: record.name,
        says: problem,
        remedy: { todo: remedy, show: [] },
      };
    case 'absent':
      return wrong(record.name, `${problem} ${follows}`, 'Enter the record.', asLine(record));
    case 'differs':
      return wrong(
        record.name,
        `${problem} There is: ${there.join(' | ')}. ${follows}`,
        remedy,
        asLine(record),
      );
    default:
      return verdict satisfies never;
  }
};

const dkim = recordCheck({
  id: 'dkim-records',
  purpose: 'dkim',
  wrong: failure,
  follows: 'Without all three, SES ends the verification and DKIM fails.',
  finds: 'a DKIM record that is missing or leads elsewhere, each of the three by itself',
  holds: 'the DKIM records are there',
  source: 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html',
});

const mailFromMx = recordCheck({
  id: 'mail-from-mx',
  purpose: 'mail-from-mx',
  wrong: warning,
  follows: 'SES then takes its own MAIL FROM, and SPF is not aligned.',
  finds: 'a MAIL FROM domain whose MX record is missing, or is of another region, or not alone',
  holds: 'the MX record of MAIL FROM is there',
  source: 'https://docs.aws.amazon.com/ses/latest/dg/mail-from.html',
});

const spf = recordCheck({
  id: 'spf',
  purpose: 'mail-from-spf',
  wrong: warning,
  follows: 'SPF fails, and DMARC rests on DKIM alone.',
  finds: 'SPF of the MAIL FROM domain that is missing, doubled, or does not permit SES',
  holds: 'SPF permits SES',
  source: 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-spf.html',
});

const dmarc = recordCheck({
  id: 'dmarc',
  purpose: 'dmarc',
  wrong: warning,
  follows: 'Gmail, Yahoo and Microsoft refuse bulk mail without it.',
  finds: 'DMARC that is missing, doubled or not valid',
  holds: 'there is one DMARC record',
  source: 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html',
});

const dmarcReports: Check = {
  id: 'dmarc-reports',
  finds: 'DMARC whose reports nobody gets (no rua)',
  holds: 'somebody gets the DMARC reports',
  reads: ['DNS'],
  source: 'https://www.rfc-editor.org/rfc/rfc7489#section-6.3',
  judge: (observed) =>
    ofEach(observed, ({ dmarc: found }, { name }) => {
      if (found.kind !== 'found') return notHere(name, 'there is no record to judge: see dmarc');
      return found.dmarc.reportsTo.length > 0
        ? ok(name, `reports go to ${found.dmarc.reportsTo.join(', ')}`)
        : warning(
            name,
            'it has no rua: nobody learns who sends as this domain, and whose mail fails',
            'Name an address, or a service that reads the reports.',
            `${found.at} TXT "${found.record.replace(/;?\s*$/, '')}; rua=mailto:dmarc@${name}"`,
          );
    }),
};

const alignment: Check = {
  id: 'alignment',
  finds: 'a From domain with which neither DKIM nor SPF is aligned, so that DMARC fails',
  holds: 'DMARC can pass',
  reads: ['DNS', 'ses:GetEmailIdentity'],
  source: 'https://www.rfc-editor.org/rfc/rfc7489#section-3.1',
  judge: (observed) =>
    ofEach(observed, ({ from }, { details }) =>
      from.flatMap(({ domain, alignment: found }) => {
        if (observed.freemail.includes(domain))
          return [notHere(domain, 'is no domain of yours: see freemail')];
        if (found === undefined) return [];
        if (found.isDkimAligned || found.isSpfAligned)
          return [ok(domain, found.isDkimAligned ? 'DKIM is aligned' : 'SPF is aligned')];
        if (isAlignedByAnother(observed, domain)) return [];
        const wrong = failure(
          domain,
          'neither DKIM nor SPF is of this domain: DMARC fails, and receivers refuse or hide its mail',
          'Verify the domain itself, with DKIM.',
          `${observed.place.command} identity create ${domain}`,
        );
        const isOff =
          details.kind === 'known' &&
          details.value?.kind === 'domain' &&
          !details.value.dkim.isEnabled;
        return [isOff ? { ...wrong, followsFrom: 'dkim-signing' } : wrong];
      }),
    ),
};

const receives: Check = {
  id: 'sender-receives',
  finds: 'a From domain that takes no mail, so that answers and complaints are lost',
  holds: 'the From domains take mail',
  reads: ['DNS'],
  source: 'https://support.google.com/a/answer/81126',
  judge: (observed) =>
    ofEach(observed, ({ from }) =>
      from.map(({ domain, reception }) => {
        switch (reception.kind) {
          case 'receives':
            return ok(domain, `takes mail (${reception.by})`);
          case 'unanswered':
            return {
              status: 'cannot-tell' as const,
              subject: domain,
              says: unansweredText[reception.why],
              remedy: { todo: 'Ask again, or another server with --resolver.', show: [] },
            };
          default:
            return warning(
              domain,
              reception.kind === 'null-mx'
                ? 'says that it takes no mail (null MX): Microsoft and others refuse such senders'
                : 'has no MX record and no address: answers are lost, and receivers distrust it',
              'Let it take mail, or send from a domain that does.',
              `${domain} MX 10 YOUR-MAIL-SERVER`,
            );
        }
      }),
    ),
};

const freemail: Check = {
  id: 'freemail',
  finds: 'a From address at a provider of mailboxes, such as gmail.com',
  holds: 'every From address is at a domain of your own',
  reads: ['dynamodb:Scan', 'ses:ListEmailIdentities'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html',
  judge: ({ senders, identities, freemail: domains }) =>
    judged(senders, '', (known) => {
      const names = [...known.map(({ sender }) => sender), ...identities.map(({ name }) => name)];
      const free = [...new Set(names)].filter((name) => domains.includes(domainOf(name)));
      if (free.length === 0) return ok('', 'every known sender is at a domain of your own');
      return free.map((name) =>
        failure(
          name,
          'is a mailbox of a provider, whose DMARC makes receivers refuse mail that others send with it',
          'Send from a domain of your own, and name this address in Reply-To.',
        ),
      );
    }),
};

const domainOf = (name: string): string => name.slice(name.lastIndexOf('@') + 1).toLowerCase();

/** An address has the DKIM signature of its domain, where that is an identity, too. */
const isAlignedByAnother = ({ identities }: Observed, domain: string): boolean =>
  identities.some(
    ({ details, dns }) =>
      details.kind === 'known' &&
      details.value?.kind === 'domain' &&
      dns.kind === 'known' &&
      dns.value.from.some((one) => one.domain === domain && one.alignment?.isDkimAligned === true),
  );

/** DNS of the identities. */
export const dnsChecks: readonly Check[] = [
  dkim,
  mailFromMx,
  spf,
  dmarc,
  dmarcReports,
  alignment,
  receives,
  freemail,
];

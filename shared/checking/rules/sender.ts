import type { SenderFacts } from '../check-facts.ts';
import type { JudgeRule } from '../judge-rule.ts';
import { cannotJudge } from './cannot-judge.ts';

/**
 * SES takes mail only of a sender that a verified identity covers: its address, its domain, or a
 * domain above.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export const identityRule: JudgeRule = (_, { senders }) => {
  if (senders.kind === 'cannot-tell')
    return [
      cannotJudge(senders, {
        rule: 'identity',
        field: 'from',
        says: 'whether SES has verified its sender',
        remedy: 'look at it: ses-pipeline identity check',
      }),
    ];
  return senders.fact.flatMap(({ field, isVerified }) =>
    isVerified
      ? []
      : [
          {
            ...({ severity: 'error', rule: 'identity', field } as const),
            says: 'no identity that SES has verified covers its sender, so SES refuses it',
            remedy:
              'use a sender that is verified, or verify its domain: ses-pipeline identity create',
          },
        ],
  );
};

/**
 * DMARC passes when the domain of From is aligned with that of a DKIM signature or of MAIL FROM. Gmail
 * and Yahoo demand it of bulk senders; others refuse by the policy of the domain.
 *
 * @see RFC 7489 section 3.1
 * @see https://support.google.com/a/answer/81126
 * @see https://senders.yahooinc.com/best-practices/
 */
export const alignmentRule: JudgeRule = (_, { senders }) => {
  if (senders.kind === 'cannot-tell') return [];
  return senders.fact.filter((sender) => sender.isShown && sender.isVerified).flatMap(judge);
};

const judge = ({ field, alignment }: SenderFacts) => {
  if (alignment === undefined)
    return [
      cannotJudge(
        { kind: 'cannot-tell', why: 'DNS does not answer for its DMARC record' },
        {
          ...({ rule: 'alignment', field } as const),
          says: 'whether it passes DMARC',
          remedy: 'check again, or look at it: ses-pipeline identity check',
        },
      ),
    ];
  if (alignment.isDkimAligned || alignment.isSpfAligned) return [];
  return [
    {
      ...({ severity: 'warning', rule: 'alignment', field } as const),
      says: 'neither DKIM nor SPF is aligned with its domain, so DMARC fails and receivers may refuse it',
      remedy: 'verify the domain itself in SES, with DKIM: ses-pipeline identity create',
    },
  ];
};

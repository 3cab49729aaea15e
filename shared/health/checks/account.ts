import { type Check, judged } from '../check.ts';
import { failure, type Judgement, ok, warning } from '../finding.ts';
import type { Place } from '../observed.ts';
import type { Recommendation, SesAccount } from '../ports.ts';

const reads = ['ses:GetAccount'];

/** A command of the AWS command line in the region of the pipeline. */
export const aws = (place: Place, command: string): string =>
  `aws ${command} --region ${place.region}`;

const productionAccess: Check = {
  id: 'production-access',
  finds: 'an account in the sandbox, whose mail goes to verified addresses only',
  holds: 'the account has production access',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html',
  judge: ({ account, place }) =>
    judged(account, '', ({ hasProductionAccess, review }) =>
      hasProductionAccess ? ok('', 'the account has production access') : inSandbox(place, review),
    ),
};

const inSandbox = (place: Place, review: SesAccount['review']): Judgement => {
  const where = `https://${place.region}.console.aws.amazon.com/support/home#/case/history`;
  const about = review?.caseId ? `case ${review.caseId}` : 'the case';
  switch (review?.status) {
    case 'PENDING':
      return warning(
        '',
        'the account is in the sandbox; AWS is looking at the request, usually for a day',
        `Wait. AWS may ask in ${about}.`,
        where,
      );
    case 'DENIED':
      return failure(
        '',
        'the account is in the sandbox, and the request is DENIED: often AWS has asked something and waits for your answer',
        `Open ${about}, answer what is asked, and say how recipients agree to your mail and how bounces and complaints are handled.`,
        where,
      );
    case 'FAILED':
      return failure(
        '',
        'the account is in the sandbox, and the request could not be handled',
        'Ask again.',
        request(place),
      );
    default:
      return failure(
        '',
        'the account is in the sandbox: its mail goes only to verified addresses and to the mailbox simulator',
        'Ask AWS for production access; say how recipients agree to your mail.',
        request(place),
      );
  }
};

const request = (place: Place): string =>
  aws(
    place,
    'sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url https://YOUR-SITE --contact-language EN',
  );

const sendingEnabled: Check = {
  id: 'sending-enabled',
  finds: 'sending that is switched off for the account',
  holds: 'sending is enabled',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/monitoring-sender-reputation-pausing.html',
  judge: ({ account, place }) =>
    judged(account, '', ({ isSendingEnabled, enforcementStatus }) => {
      if (isSendingEnabled) return ok('', 'sending is enabled');
      const off = failure(
        '',
        'sending is switched off for the whole account in this region; mail waits on its queues',
        'Find out who switched it off, and why; then switch it on.',
        aws(place, 'sesv2 put-account-sending-attributes --sending-enabled'),
      );
      return enforcementStatus === 'SHUTDOWN' ? { ...off, followsFrom: 'enforcement' } : off;
    }),
};

const enforcement: Check = {
  id: 'enforcement',
  finds: 'an account under review or stopped by AWS',
  holds: 'AWS has nothing against the account',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html',
  judge: ({ account, place }) =>
    judged(account, '', ({ enforcementStatus }) => {
      const what =
        'Read the mail that AWS sent to the address of the account, remove the cause, then answer in the case.';
      const rates = `${place.command} reputation`;
      if (enforcementStatus === 'HEALTHY') return ok('', 'HEALTHY');
      return enforcementStatus === 'PROBATION'
        ? warning('', 'PROBATION: AWS may stop the account if the problem stays', what, rates)
        : failure('', `${enforcementStatus}: AWS has stopped the account; mail waits`, what, rates);
    }),
};

/** Share of the 24-hour quota from which it is told; 1 is all. */
const nearlyUsed = 0.8;

const quota: Check = {
  id: 'quota',
  finds: 'a 24-hour quota that is used up, or nearly',
  holds: 'there is quota left',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html',
  judge: ({ account, place }) =>
    judged(account, '', ({ max24Hours, sentLast24Hours, maxSendRate }) => {
      const rate = `${maxSendRate} recipients a second`;
      if (max24Hours === Number.POSITIVE_INFINITY) return ok('', `no limit a day, ${rate}`);
      const used = `${Math.round(sentLast24Hours)} of ${max24Hours} recipients in 24 hours, ${rate}`;
      const ask = 'Mail waits until quota is free. Ask AWS for more if this is a usual day.';
      const where = `https://${place.region}.console.aws.amazon.com/servicequotas/home/services/ses/quotas`;
      if (sentLast24Hours >= max24Hours) return failure('', used, ask, where);
      return sentLast24Hours >= nearlyUsed * max24Hours
        ? warning('', used, ask, where)
        : ok('', used);
    }),
};

const plan: Check = {
  id: 'plan',
  finds: 'the plan by which AWS bills SES',
  holds: 'the plan is known',
  reads,
  source: 'https://aws.amazon.com/ses/pricing/',
  judge: ({ account, place }) =>
    judged(account, '', ({ plan: name }) =>
      ok(
        '',
        name === undefined
          ? 'SES does not tell the plan'
          : `${planNames[name] ?? name} (compare: ${place.command} cost)`,
      ),
    ),
};

const planNames: Readonly<Record<string, string>> = {
  NONE: 'à la carte',
  ESSENTIALS: 'Essentials',
  PRO: 'Pro',
  ENTERPRISE: 'Enterprise',
};

const suppressionList: Check = {
  id: 'suppression-list',
  finds: 'a suppression list of the account that lets bounces or complaints through',
  holds: 'the suppression list takes bounces and complaints',
  reads,
  source: 'https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html',
  judge: ({ account, place }) =>
    judged(account, '', ({ suppressedReasons }) => {
      const missing = ['BOUNCE', 'COMPLAINT'].filter(
        (reason) => !suppressedReasons.includes(reason),
      );
      return missing.length === 0
        ? ok('', 'takes bounces and complaints')
        : warning(
            '',
            `does not take ${missing.join(' and ')}: other senders of the account write again to addresses that do not want it, on your reputation`,
            'Let SES suppress both.',
            aws(
              place,
              'sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE COMPLAINT',
            ),
          );
    }),
};

const recommendations: Check = {
  id: 'recommendations',
  finds: "open recommendations of SES's Virtual Deliverability Manager",
  holds: 'SES recommends nothing',
  reads: ['ses:ListRecommendations'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/vdm-advisor.html',
  judge: ({ recommendations: open }) =>
    judged(open, '', (all) =>
      all.length === 0 ? ok('', 'SES recommends nothing') : all.map(toWarning),
    ),
};

const toWarning = ({ type, resourceArn, description, impact }: Recommendation): Judgement =>
  warning(
    resourceArn.slice(resourceArn.lastIndexOf(':') + 1),
    `${type}, impact ${impact}: ${description}`,
    'Follow the recommendation; it closes by itself within a day or so.',
  );

/** The SES account in the region of the pipeline. */
export const accountChecks: readonly Check[] = [
  productionAccess,
  sendingEnabled,
  enforcement,
  quota,
  plan,
  suppressionList,
  recommendations,
];

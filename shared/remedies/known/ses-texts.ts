import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const resend = { actor: 'you', retry: 'resend' } as const;

/** Errors of SES that only their text tells apart, and those of other calls than sending. */
export const knownSesTexts = {
  address: {
    text: /missing final '@domain'|\billegal address\b|local address contains control|domain (?:ends with dot|starts with dot|contains (?:illegal character|control|dot-dot))|invalid email address|local address (?:ends|starts) with dot/i,
    cause:
      'An address of the mail is not valid: From, Reply-To or a recipient. SES refuses the whole mail for one such address.',
    remedy:
      'Correct the address: a local part, an @ and a domain, ASCII only, the domain in punycode; then put the mail on its queue again.',
    ...resend,
    sources: [pages.sesErrors],
    samples: [
      "InvalidParameterValue: Missing final '@domain'",
      'InvalidParameterValue: Illegal address',
      'InvalidParameterValue: Local address contains control or whitespace',
      'InvalidParameterValue: Domain ends with dot',
      'InvalidParameterValue: Domain contains illegal character',
    ],
  },
  blacklisted: {
    codes: ['InvalidParameterValue', 'MessageRejected'],
    text: /address blacklisted/i,
    cause: 'The address is on the suppression list of SES itself.',
    remedy:
      'Take the address off your lists; if it takes mail again, remove it from the suppression list (DeleteSuppressedDestination).',
    ...resend,
    sources: [pages.sesSuppression],
    samples: ['InvalidParameterValue: Address blacklisted.'],
  },
  'duplicate-header': {
    text: /duplicate header '/i,
    cause: 'A header that may occur once occurs twice in the mail.',
    remedy: 'Leave one of the two headers, and put the mail on its queue again.',
    ...resend,
    sources: ['https://docs.aws.amazon.com/ses/latest/dg/header-fields.html', 'RFC 5322 3.6'],
    samples: ["InvalidParameterValue: Duplicate header 'Subject'."],
  },
  tag: {
    text: /\btag (?:name|value) (?:cannot exceed|must be specified)|invalid tag (?:name|value)/i,
    cause: 'A tag of the mail is too long, empty, or has characters that SES does not take.',
    remedy: 'Write tags with A-Z a-z 0-9 _ and - only, up to 255 characters.',
    ...resend,
    sources: ['https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html'],
    samples: [
      "InvalidParameterValue: Invalid tag value <a b>: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed.",
    ],
  },
  'from-missing': {
    text: /missing required header 'from'|header 'from' (?:is )?(?:missing|required)/i,
    cause: 'A raw mail has no From header.',
    remedy: 'Give the mail one From header with one address, and put it on its queue again.',
    ...resend,
    sources: [pages.sesErrors],
    samples: ["InvalidParameterValue: Missing required header 'From'."],
  },
  sandbox: {
    codes: ['ProductionAccessNotGranted'],
    also: [{ text: /\b(?:account|ses) (?:is )?(?:still )?in (?:the )?(?:ses )?sandbox\b/i }],
    cause:
      'The account is in the sandbox of this region, as each account is until AWS lets it out: 200 mails a day, one a second, to verified addresses only.',
    remedy:
      'Ask AWS for production access in this region, and say what you send, to whom, and how people leave the list. Until then, verify each recipient.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesProduction],
    samples: [
      'ProductionAccessNotGrantedException: Production access not granted',
      'Your account is in the sandbox',
    ],
  },
  'set-up-limit': {
    codes: ['LimitExceeded'],
    text: /\b(?:number of|limit of|maximum).{0,60}\b(?:identities|templates|configuration sets|event destinations|tenants)\b/i,
    cause: 'SES has as many identities, templates, sets or destinations as it allows.',
    remedy: 'Delete those that nothing uses, or ask AWS for a higher limit (Service Quotas).',
    actor: 'you',
    retry: 'no',
    sources: ['https://docs.aws.amazon.com/ses/latest/dg/quotas.html'],
    samples: ['LimitExceededException: Maximum number of templates exceeded'],
  },
  'sns-destination': {
    codes: ['InvalidSNSDestination'],
    cause:
      'SES cannot publish to the topic: it does not exist in this region, its policy does not let SES in, or its key does not.',
    remedy:
      'Name a standard topic of this region; let ses.amazonaws.com publish in its policy, and, if the topic is encrypted, use the key (kms:GenerateDataKey*, kms:Decrypt).',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSns],
    samples: [
      'InvalidSNSDestinationException: SNS topic <arn:aws:sns:us-east-1:111122223333:events> not found.',
    ],
  },
  exists: {
    codes: [
      ...['AlreadyExists', 'ConfigurationSetAlreadyExists', 'EventDestinationAlreadyExists'],
      'EmailIdentityAlreadyExists',
    ],
    cause: 'It exists already in this account and region.',
    remedy: 'Nothing, if it is yours: use it. `deploy` adopts identities and sets that exist.',
    actor: 'nobody',
    retry: 'no',
    sources: [
      'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html',
    ],
    samples: ['AlreadyExistsException: Email identity example.com already exist.'],
  },
  'control-plane-rate': {
    codes: ['Throttling', 'TooManyRequests'],
    text: /^rate exceeded/i,
    isCommon: true,
    cause: 'SES takes one call a second of all calls but those that send mail.',
    remedy:
      'Nothing: wait some seconds and run it again. Do not run several such commands at once.',
    actor: 'nobody',
    retry: 'client',
    sources: ['https://docs.aws.amazon.com/ses/latest/dg/quotas.html'],
    samples: [
      'An error occurred (Throttling) when calling the GetSendQuota operation: Rate exceeded',
    ],
  },
} as const satisfies Readonly<Record<string, Known>>;

import type { RecordJudgement, SesIdentity, Verdict } from '../../../shared/identities/ports.ts';
import { printable } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { paint, type Tone } from '../../terminal/paint.ts';
import type { IdentityIo } from './identity-io.ts';
import type { IdentityLook } from './look-at-identity.ts';

const tones: Readonly<Record<Verdict, Tone>> = {
  found: 'good',
  differs: 'bad',
  absent: 'bad',
  unanswered: 'waiting',
};

/** Prints what SES says, and each record with its verdict, what is there and what to do. */
export const printLook = (look: IdentityLook, asked: string, io: IdentityIo): void => {
  const { identity, judgements } = look;
  const details = [...sesDetails(identity), ...fromDetails(look)];
  printDetails(
    [{ text: identity.name }, { text: identity.kind }],
    [...details, { label: 'DNS', text: `asked: ${asked}` }],
    io,
  );
  for (const judgement of judgements) printJudgement(judgement, io);
};

const printJudgement = (
  { record, verdict, there, problem, remedy, notes }: RecordJudgement,
  io: IdentityIo,
): void => {
  const { type, name } = record;
  io.print(
    `${paint(io.screen, tones[verdict], verdict.padEnd(10))}  ${type.padEnd(5)}  ${printable(name)}`,
  );
  const line = (label: string, text: string): void =>
    io.print(`            ${paint(io.screen, 'label', label.padEnd(5))}  ${printable(text)}`);
  if (problem !== undefined) line('what', problem);
  if (verdict !== 'found') for (const value of there) line('there', value);
  if (remedy !== undefined) line('to do', remedy);
  for (const note of notes) line('note', note);
};

const toneOf = (status: string | undefined): Tone | undefined => {
  if (status === 'SUCCESS') return 'good';
  return status === 'FAILED' ? 'bad' : 'waiting';
};

const statusText = (status: string | undefined): string =>
  (status ?? 'unknown').toLowerCase().replaceAll('_', ' ');

const sesDetails = (identity: SesIdentity): readonly Detail[] => {
  const { verificationStatus, dkim, mailFrom, errorType, kind } = identity;
  const verification =
    errorType === undefined
      ? ''
      : `  at its last look: ${errorType.toLowerCase().replaceAll('_', ' ')}`;
  return [
    {
      label: 'SES says',
      text: `${statusText(verificationStatus)}${verification}`,
      tone: toneOf(verificationStatus),
    },
    ...(kind === 'address' ? [] : [dkimDetail(identity.name, dkim)]),
    mailFrom === undefined
      ? { label: 'MAIL FROM', text: "SES's own: SPF does not count for DMARC", tone: 'waiting' }
      : {
          label: 'MAIL FROM',
          text: `${mailFrom.domain}  ${statusText(mailFrom.status)}`,
          tone: toneOf(mailFrom.status),
        },
  ];
};

const dkimDetail = (
  name: string,
  { isEnabled, status, keyBits, origin }: SesIdentity['dkim'],
): Detail => {
  if (!isEnabled)
    return {
      label: 'DKIM',
      text: `off: mail is not signed. Switch it on: aws sesv2 put-email-identity-dkim-attributes --email-identity ${name} --signing-enabled`,
      tone: 'bad',
    };
  const own = origin === 'EXTERNAL' ? '  own key, whose TXT record SES does not tell' : '';
  const bits = keyBits === undefined ? '' : `  ${keyBits} bits`;
  return { label: 'DKIM', text: `${statusText(status)}${bits}${own}`, tone: toneOf(status) };
};

const fromDetails = ({ from, isFreemail }: IdentityLook): readonly Detail[] => [
  ...receptionDetails(from),
  ...(isFreemail
    ? [
        {
          label: 'From',
          text: `${from.domain} is a provider of free mailboxes: receivers refuse its mail when SES sends it. Send from a domain of your own.`,
          tone: 'bad' as const,
        },
      ]
    : []),
  ...alignmentDetails(from),
];

const receptionDetails = ({ domain, reception }: IdentityLook['from']): readonly Detail[] => {
  switch (reception.kind) {
    case 'receives':
      return [];
    case 'null-mx':
      return [
        {
          label: 'From',
          text: `${domain} takes no mail (null MX): answers are lost, and some receivers refuse its mail. Send from a domain that takes mail.`,
          tone: 'waiting',
        },
      ];
    case 'nowhere':
      return [
        {
          label: 'From',
          text: `${domain} has no MX record and no address: answers are lost, and some receivers refuse its mail. Give it an MX record.`,
          tone: 'waiting',
        },
      ];
    case 'unanswered':
      return [
        {
          label: 'From',
          text: `Whether ${domain} takes mail cannot be told: DNS does not answer.`,
        },
      ];
    default:
      return reception satisfies never;
  }
};

const alignmentDetails = ({ alignment }: IdentityLook['from']): readonly Detail[] => {
  if (alignment === undefined) return [];
  const { isDkimAligned, isSpfAligned } = alignment;
  if (isDkimAligned && isSpfAligned) return [];
  if (isDkimAligned || isSpfAligned)
    return [
      {
        label: 'DMARC',
        text: `passes by ${isDkimAligned ? 'DKIM' : 'SPF'} alone`,
        tone: 'waiting',
      },
    ];
  return [{ label: 'DMARC', text: 'passes neither by DKIM nor by SPF', tone: 'bad' }];
};

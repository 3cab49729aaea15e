import type { ListedIdentity, SesIdentity } from '../../../shared/identities/ports.ts';
import { exitCodes } from '../../command-io.ts';
import type { Tone } from '../../terminal/paint.ts';
import { type Column, createTable } from '../../terminal/table.ts';
import type { IdentityIo } from './identity-io.ts';

export interface ListOptions {
  readonly names?: boolean;
  readonly json?: boolean;
}

/** An identity as it is listed; without its details with `--names`. */
interface Row extends ListedIdentity {
  readonly details: SesIdentity | undefined;
}

/**
 * `ses-pipeline identity list`: the identities of the account.
 *
 * @returns 0; 1 when SES does not answer or does not permit it; 3 when there are none
 */
export const listIdentities = async (options: ListOptions, io: IdentityIo): Promise<number> => {
  const identities = await io.identities.list();
  const columns = options.names ? nameColumns : [...nameColumns, ...detailColumns];
  const table = createTable<Row>(columns, io);
  for (const each of identities) {
    const details = options.names ? undefined : await io.identities.find(each.name);
    if (options.json) io.print(JSON.stringify(asJson({ ...each, details })));
    else table.add({ ...each, details });
  }
  table.end();
  if (identities.length > 0) return exitCodes.fine;
  io.printError(
    `SES has no identity in ${io.region}. Make one: ses-pipeline identity create example.com`,
  );
  return exitCodes.wrong;
};

const word = (status: string | undefined): string =>
  status === undefined ? '-' : status.toLowerCase().replaceAll('_', ' ');

const toneOf = (status: string | undefined): Tone | undefined => {
  if (status === 'SUCCESS') return 'good';
  if (status === 'PENDING' || status === 'TEMPORARY_FAILURE') return 'waiting';
  return status === 'FAILED' ? 'bad' : undefined;
};

const nameColumns: readonly Column<Row>[] = [
  { title: 'IDENTITY', of: ({ name }) => name },
  { title: 'KIND', of: ({ kind }) => kind },
  {
    title: 'VERIFICATION',
    of: ({ verificationStatus }) => word(verificationStatus),
    tone: ({ verificationStatus }) => toneOf(verificationStatus),
  },
  { title: 'SENDING', of: ({ isSendingEnabled }) => (isSendingEnabled ? 'on' : 'off') },
];

const detailColumns: readonly Column<Row>[] = [
  {
    title: 'DKIM',
    of: ({ details }) => dkimText(details),
    tone: ({ details }) => toneOf(details?.dkim.status),
  },
  {
    title: 'MAIL FROM',
    of: ({ details }) => mailFromText(details),
    tone: ({ details }) => toneOf(details?.mailFrom?.status),
  },
  { title: 'CONFIGURATION SET', of: ({ details }) => details?.configurationSet ?? '-' },
];

const dkimText = (details: SesIdentity | undefined): string => {
  if (details === undefined) return '-';
  if (!details.dkim.isEnabled) return 'off';
  const bits = details.dkim.keyBits === undefined ? '' : `  ${details.dkim.keyBits} bits`;
  return `${word(details.dkim.status)}${bits}`;
};

const mailFromText = (details: SesIdentity | undefined): string =>
  details?.mailFrom === undefined
    ? '-'
    : `${details.mailFrom.domain}  ${word(details.mailFrom.status)}`;

const asJson = ({ name, kind, verificationStatus, isSendingEnabled, details }: Row) => ({
  identity: name,
  kind,
  verificationStatus: verificationStatus ?? null,
  isSendingEnabled,
  ...(details === undefined
    ? {}
    : {
        dkim: details.dkim,
        mailFrom: details.mailFrom ?? null,
        configurationSet: details.configurationSet ?? null,
      }),
});

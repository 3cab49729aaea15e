import { isWithin, organisationalDomain } from '../../../shared/identities/dns-names.ts';
import type { SesIdentity } from '../../../shared/identities/ports.ts';
import { wantedRecords } from '../../../shared/identities/wanted-records.ts';
import { SesTenantFailure } from '../../../shared/ses-tenants/ses-tenant-failure.ts';
import { exitCodes } from '../../command-io.ts';
import { printTable } from './dns.ts';
import { findCovering } from './find-covering.ts';
import type { IdentityIo } from './identity-io.ts';
import { readName, type TypedName } from './read-name.ts';
import { readReportsTo } from './read-reports-to.ts';

export interface CreateOptions {
  /** False for `--no-mail-from`. */
  readonly mailFrom: string | false;
  readonly configurationSet?: string;
  readonly reportsTo?: string;
  readonly json?: boolean;
}

/** What the command did, and what it left as it was; in sentences. */
interface Steps {
  readonly done: string[];
  readonly left: string[];
}

/**
 * `ses-pipeline identity create NAME`: makes the identity, or completes one that is there. It
 * changes no key and no setting that somebody has made.
 *
 * @returns 0; 1 when SES does not answer or does not permit it; 2 for invalid options; 3 when SES
 *   refuses
 */
export const createIdentity = async (
  text: string,
  options: CreateOptions,
  io: IdentityIo,
): Promise<number> => {
  const typed = readName(text, io);
  const reportsTo = readReportsTo(options.reportsTo, io);
  if (typed === undefined || reportsTo === 'invalid') return exitCodes.usage;
  const mailFrom = mailFromOf(typed, options);
  if (mailFrom !== undefined && !isWithin(mailFrom, typed.domain)) {
    io.printError(
      `A MAIL FROM domain lies beneath ${typed.domain}: give its first label, such as bounce.`,
    );
    return exitCodes.usage;
  }
  const steps: Steps = { done: [], left: [] };
  const set = await setOf(options, io);
  const outcome = await makeOrAdopt(typed, set, steps, io);
  const made = await io.identities.find(typed.name);
  if (made === undefined) {
    io.printError(`SES has no identity ${typed.name} although it was made. Try again.`);
    return exitCodes.failed;
  }
  const identity = await completed(made, { mailFrom, set }, steps, io);
  tell({ typed, identity, outcome, steps, reportsTo, options }, io);
  return exitCodes.fine;
};

const mailFromOf = ({ kind, domain }: TypedName, { mailFrom }: CreateOptions) => {
  if (mailFrom === false || kind === 'address') return undefined;
  const name = mailFrom.toLowerCase().replace(/\.$/, '');
  return name.includes('.') ? name : `${name}.${domain}`;
};

/** A stream stands for its configuration set. */
const setOf = async (
  { configurationSet }: CreateOptions,
  { streams }: IdentityIo,
): Promise<string | undefined> =>
  configurationSet === undefined
    ? undefined
    : ((await streams()).get(configurationSet)?.configurationSet ?? configurationSet);

const makeOrAdopt = async (
  typed: TypedName,
  configurationSet: string | undefined,
  steps: Steps,
  io: IdentityIo,
): Promise<'created' | 'adopted'> => {
  const covering = await findCovering(typed, io.identities);
  if (covering?.name === typed.name) return 'adopted';
  if (covering !== undefined)
    io.printError(
      `${covering.name} is an identity already and covers ${typed.name}: mail can be sent without an identity of its own, which has a DKIM key and settings of its own.`,
    );
  try {
    await io.identities.create({ name: typed.name, configurationSet });
  } catch (error) {
    // Somebody else has just made it.
    if (!(error instanceof SesTenantFailure && error.code === 'AlreadyExistsException'))
      throw error;
    return 'adopted';
  }
  steps.done.push(
    typed.kind === 'domain'
      ? 'domain made, with a DKIM key of 2048 bits that SES keeps (Easy DKIM)'
      : 'address made; SES has sent it a mail',
  );
  if (configurationSet !== undefined)
    steps.done.push(`configuration set ${configurationSet} for mail that names none`);
  return 'created';
};

interface WantedSettings {
  readonly mailFrom: string | undefined;
  readonly set: string | undefined;
}

/** Sets what is not set, and leaves what is. */
const completed = async (
  identity: SesIdentity,
  { mailFrom, set }: WantedSettings,
  { done, left }: Steps,
  { identities }: IdentityIo,
): Promise<SesIdentity> => {
  if (identity.kind === 'domain' && !identity.dkim.isEnabled)
    left.push('DKIM signing is switched off');
  if (mailFrom !== undefined && identity.mailFrom === undefined) {
    await identities.setMailFrom(identity.name, mailFrom);
    done.push(`MAIL FROM domain ${mailFrom}; while its MX record is missing, SES uses its own`);
  } else if (identity.mailFrom !== undefined && identity.mailFrom.domain !== mailFrom)
    left.push(`MAIL FROM domain ${identity.mailFrom.domain}`);
  if (set !== undefined && identity.configurationSet === undefined) {
    await identities.setConfigurationSet(identity.name, set);
    done.push(`configuration set ${set} for mail that names none`);
  } else if (identity.configurationSet !== undefined && identity.configurationSet !== set)
    left.push(`configuration set ${identity.configurationSet}`);
  return done.length === 0 ? identity : ((await identities.find(identity.name)) ?? identity);
};

interface Told {
  readonly typed: TypedName;
  readonly identity: SesIdentity;
  readonly outcome: 'created' | 'adopted';
  readonly steps: Steps;
  readonly reportsTo: string | undefined;
  readonly options: CreateOptions;
}

const tell = ({ typed, identity, outcome, steps, reportsTo, options }: Told, io: IdentityIo) => {
  const { name, kind, isVerified } = identity;
  const records = wantedRecords(identity, { region: io.region, reportsTo });
  if (options.json) {
    io.print(JSON.stringify({ identity: name, kind, outcome, isVerified, ...steps, records }));
    return;
  }
  io.print(`${name}  ${kind}  ${outcome}  ${isVerified ? 'verified' : 'not verified yet'}`);
  for (const step of steps.done) io.print(`  ${step}`);
  for (const each of steps.left) io.print(`  left as it is: ${each}`);
  if (kind === 'address') {
    if (!isVerified) io.printError(linkText);
    return;
  }
  io.print('');
  printTable(organisationalDomain(typed.domain), records, io);
  io.printError(`Then: ses-pipeline identity check ${name} --wait`);
};

const linkText =
  'Open the link in the mail of Amazon Web Services within 24 hours. Another mail: aws ses verify-email-identity --email-address ADDRESS';

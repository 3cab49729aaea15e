import { stageProblem } from '../../../shared/deployment/stage-problem.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { deployerStatements } from './deployer-policy.ts';
import {
  documentOf,
  longestPolicy,
  type PolicyStatement,
  splitIntoPolicies,
} from './policy-document.ts';
import type { PolicyPlace } from './policy-place.ts';
import { producerStatements } from './producer-policy.ts';
import { smtpStatements } from './smtp-policy.ts';

/** For whom a policy is: who deploys, a service that sends mail, the SMTP door. */
export type PolicySubject = 'deployer' | 'producer' | 'smtp';

export interface PolicyOptions {
  readonly stage?: string;
  readonly region?: string;
  readonly account?: string;
  /** Of `producer`: mail of one tenant, which the tag `tenant` names. */
  readonly oneTenant?: boolean;
  readonly json?: boolean;
}

/**
 * `ses-pipeline policy`: an IAM policy for a stage, ready to paste. Asks no account.
 *
 * @param environment - for the region, as the AWS command line takes it
 * @returns 0; 2 when an option cannot be one
 */
export const policy = (
  subject: PolicySubject,
  options: PolicyOptions,
  environment: Readonly<Record<string, string | undefined>>,
  io: CommandIo,
): number => {
  const place = {
    stage: options.stage ?? 'dev',
    region:
      options.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
    account: options.account ?? '*',
  };
  const problem = placeProblem(place);
  if (problem !== undefined) {
    io.printError(problem);
    return exitCodes.usage;
  }
  const statements = statementsFor(subject, place, options.oneTenant ?? false);
  if (options.json === true) io.print(JSON.stringify(documentOf(statements), null, 2));
  else printPolicies(subject, place, statements, io);
  return exitCodes.fine;
};

const statementsFor = (
  subject: PolicySubject,
  place: PolicyPlace,
  isOneTenant: boolean,
): readonly PolicyStatement[] => {
  switch (subject) {
    case 'deployer':
      return deployerStatements(place);
    case 'producer':
      return producerStatements(place, isOneTenant);
    case 'smtp':
      return smtpStatements(place);
    default:
      return subject satisfies never;
  }
};

const placeProblem = ({ stage, region, account }: PolicyPlace): string | undefined => {
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(region))
    return '--region is the name of a region of AWS, such as eu-west-1.';
  if (account !== '*' && !/^\d{12}$/.test(account)) return '--account is an id of 12 digits.';
  const problem = stageProblem(stage, { service: 'ses-pipeline', region });
  return problem === undefined ? undefined : `--stage: ${problem}.`;
};

/** As many policies as IAM's limit needs; what to do with them goes to standard error. */
const printPolicies = (
  subject: PolicySubject,
  { stage, region, account }: PolicyPlace,
  statements: readonly PolicyStatement[],
  io: CommandIo,
): void => {
  const documents = splitIntoPolicies(statements);
  const where = `stage ${stage} in ${region}, ${account === '*' ? 'any account (--account fills it in)' : `account ${account}`}`;
  io.printError(
    documents.length === 1
      ? `Policy for ${where}:`
      : `${documents.length} policies for ${where}: a managed policy has at most ${longestPolicy} characters.`,
  );
  documents.forEach((document, index) => {
    if (documents.length > 1)
      io.printError(`ses-pipeline-${stage}-${subject}-${index + 1}, of ${documents.length}:`);
    io.print(JSON.stringify(document, null, 2));
  });
};

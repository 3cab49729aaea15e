import { resolveTemplate } from '../../../shared/cloudformation/resolve-template.ts';
import type { TemplateEnvironment } from '../../../shared/cloudformation/template.ts';
import { accountKnowledge } from '../../../shared/deployment/account-knowledge.ts';
import { concurrencyProblem } from '../../../shared/deployment/check-account.ts';
import { type DeploymentEnd, deployStage } from '../../../shared/deployment/deploy-stage.ts';
import { settledStack } from '../../../shared/deployment/make-ready.ts';
import { notedParameters } from '../../../shared/deployment/packaged-service.ts';
import { planAdoption } from '../../../shared/deployment/plan-adoption.ts';
import { planChanges } from '../../../shared/deployment/plan-changes.ts';
import { presentService } from '../../../shared/deployment/present-service.ts';
import { stackState } from '../../../shared/deployment/stack-state.ts';
import { exitCodes } from '../../command-io.ts';
import { type Answers, type DeployOptions, gatherAnswers } from './answers.ts';
import type { DeployTools } from './deploy-tools.ts';
import { printOutcome } from './print-outcome.ts';
import { type DeploymentPlan, isNothing, printPlan } from './print-plan.ts';

/**
 * Deploys a stage: looks, says what it will do and what that costs, asks, does it, and says what is
 * left to do.
 *
 * @returns the exit code: 2 for answers that are missing, 1 when the person says no
 * @throws DeploymentFailure when it cannot be done, or fails midway
 */
export const deploy = async (options: DeployOptions, tools: DeployTools): Promise<number> => {
  const { io, asker } = tools;
  const { account } = await tools.account.caller();
  const known = await knownParameters(tools);
  const gathered = await gatherAnswers(options, known, asker);
  if (gathered.kind === 'stopped') return exitCodes.failed;
  if (gathered.kind === 'problems') {
    for (const problem of gathered.problems) io.printError(problem);
    return exitCodes.usage;
  }
  const plan = await makePlan(gathered.answers, account, tools);
  printPlan(plan, io);
  if (plan.problems.length > 0) return exitCodes.failed;
  if (options.plan === true) return exitCodes.fine;
  if (!isNothing(plan)) {
    const answer = await tools.confirm(questionOf(plan), options);
    if (answer.kind === 'refused') return answer.exitCode;
  }
  const end = await carryOut(plan, tools);
  const { domain } = gathered.answers;
  const hasIdentity =
    domain !== undefined && (await tools.createIdentity(domain)) === exitCodes.fine;
  printOutcome({ plan, end, domain, hasIdentity }, io);
  return exitCodes.fine;
};

const carryOut = async (plan: DeploymentPlan, tools: DeployTools): Promise<DeploymentEnd> => {
  const work = tools.showWork(`Deploying ${plan.service.stackName}`);
  try {
    const end = await deployStage(tools.deployment(work.tell), plan);
    work.done(
      end.kind === 'unchanged'
        ? `${plan.service.stackName} is as it should be: nothing was changed`
        : `${plan.service.stackName} is ${end.kind}`,
    );
    return end;
  } catch (error) {
    work.failed(`${plan.service.stackName} was not deployed`);
    throw error;
  }
};

/** Parameters of the last deployment, once nothing is under way; undefined without a stack. */
const knownParameters = async (
  tools: DeployTools,
): Promise<Readonly<Record<string, string>> | undefined> => {
  const deployment = tools.deployment((step) => tools.io.printError(step));
  const stack = await settledStack(deployment);
  if (stackState(stack?.status, tools.place).kind !== 'ready') return undefined;
  const present = await presentService(deployment);
  // A stack that has nothing but its bucket was begun and never deployed.
  return present === undefined || present.isBegun ? undefined : notedParameters(present.template);
};

const makePlan = async (
  { parameters }: Answers,
  account: string,
  tools: DeployTools,
): Promise<DeploymentPlan> => {
  const { place, stage } = tools;
  const work = tools.showWork('Packaging the functions');
  const service = await tools.packageService({ stage, region: place.region, parameters });
  work.tell('Looking at the account');
  const environment: TemplateEnvironment = {
    ...{ region: place.region, accountId: account, stackName: place.stackName, parameters: {} },
    queueUrl: (name) => `https://sqs.${place.region}.amazonaws.com/${account}/${name}`,
  };
  const deployment = tools.deployment(() => {});
  const stack = await deployment.stacks.find(place.stackName);
  const state = stackState(stack?.status, place);
  const present = state.kind === 'ready' ? await presentService(deployment) : undefined;
  const adoption = await planAdoption(
    service.template,
    environment,
    new Set(present?.logicalIds ?? []),
    tools.findExisting,
  );
  const facts = await accountKnowledge(tools.account, place.region);
  const problem =
    facts.concurrency === undefined
      ? undefined
      : concurrencyProblem(
          facts.concurrency,
          resolveTemplate(service.template, environment),
          present === undefined ? [] : resolveTemplate(present.template, environment),
        );
  work.done('Looked at the account');
  return {
    ...{ service, environment, adoption, state, account },
    ...{ sending: facts.sending, notes: facts.unknown },
    isSame: present !== undefined && (await present.isMadeOf(service)),
    changes: planChanges(present?.template, service.template, environment),
    problems: [
      ...(state.kind === 'stuck'
        ? [`The stack ${place.stackName} is ${state.status}.`, ...state.remedy]
        : []),
      ...facts.problems,
      ...adoption.obstacles,
      ...(problem === undefined ? [] : [problem]),
    ],
  };
};

const questionOf = ({ service, changes }: DeploymentPlan): string =>
  changes.created.length > 0 && changes.changed.length === 0
    ? `Create the stage ${service.stage} in ${service.region}?`
    : `Change the stage ${service.stage} in ${service.region}?`;

import { nearestName } from './nearest-name.ts';
import { brokenRules } from './parameter-rules.ts';
import { deploymentParameters } from './parameters.ts';
import { stageProblem } from './stage-problem.ts';

/** What a deployment is told. */
export interface DeploymentWishes {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  /** Names that serverless.yml or the command line gives values to. */
  readonly given: readonly string[];
  /** Value of each known parameter, from the command line, the stage or the default. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * All that is wrong with stage and parameters, a sentence each; empty when nothing is.
 *
 * Rules between parameters are checked once every value is allowed by itself.
 */
export const parameterProblems = (wishes: DeploymentWishes): readonly string[] => {
  const { service, stage, region } = wishes;
  const wrongStage = stageProblem(stage, { service, region });
  const single = [...unknownNames(wishes.given), ...refusedValues(wishes.values)];
  return [
    ...(wrongStage === undefined ? [] : [`--stage ${shown(stage)}: ${wrongStage}.`]),
    ...(single.length > 0 ? single : refusedTogether(wishes.values)),
  ];
};

const names = Object.keys(deploymentParameters);

const unknownNames = (given: readonly string[]): readonly string[] =>
  [...new Set(given)]
    .filter((name) => !Object.hasOwn(deploymentParameters, name))
    .map((name) => {
      const nearest = nearestName(name, names);
      return `--param ${shown(name)}: there is no such parameter. ${
        nearest === undefined ? 'docs/deploy.md lists all.' : `Did you mean ${nearest}?`
      }`;
    });

const refusedValues = (values: DeploymentWishes['values']): readonly string[] =>
  Object.entries(deploymentParameters).flatMap(([name, { schema, takes, problemsOf }]) => {
    const value = textOf(values[name]);
    if (schema.safeParse(value).success) return [];
    return problemsOf === undefined
      ? [`${written(name, value)}: give ${takes}.`]
      : problemsOf(value).map((problem) => `--param ${name}: ${problem}.`);
  });

const refusedTogether = (values: DeploymentWishes['values']): readonly string[] => {
  const texts = Object.fromEntries(names.map((name) => [name, textOf(values[name])]));
  return brokenRules(texts).map(
    ({ name, problem }) => `${written(name, texts[name] ?? '')}: ${problem}.`,
  );
};

/** YAML gives numbers, truth values and objects where the command line gives text. */
export const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const written = (name: string, value: string): string => `--param ${name}=${shown(value)}`;

/** Foreign text may not steer the terminal, nor fill it. */
const shown = (text: string): string => text.replaceAll(/\p{C}/gu, '?').slice(0, 100);

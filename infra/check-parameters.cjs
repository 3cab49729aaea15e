// Refuses a deployment whose stage or parameters are wrong, before anything is packaged; all problems
// at once. The rules are shared/deployment/check-parameters.ts, which the command `deploy` uses, too.
const load = require('./load-source.cjs');

/** @param {readonly string[]} problems */
const refuse = (problems) => {
  const error = new Error(['', ...problems.map((problem) => `  ${problem}`)].join('\n'));
  // The framework prints the stack of an error that has one.
  error.stack = '';
  throw error;
};

module.exports = async ({ options, resolveVariable, resolveConfigurationProperty }) => {
  const { parameterProblems, deploymentParameters } = load([
    'deployment/check-parameters.ts',
    'deployment/parameters.ts',
  ]);
  const stage = String(await resolveVariable('sls:stage'));
  const params = await resolveConfigurationProperty(['params']);
  // A parameter that refers to what there is not has no value.
  const readValue = (name) => resolveVariable(`param:${name}`).catch(() => undefined);
  const names = Object.keys(deploymentParameters);
  const values = await Promise.all(names.map(readValue));
  const problems = parameterProblems({
    service: String(await resolveConfigurationProperty(['service'])),
    stage,
    region: String(await resolveConfigurationProperty(['provider', 'region'])),
    given: [
      ...Object.keys({ ...params?.default, ...params?.[stage] }),
      ...[options.param ?? []].flat().map((pair) => pair.split('=')[0]),
    ],
    values: Object.fromEntries(names.map((name, index) => [name, values[index]])),
  });
  if (problems.length > 0) refuse(problems);
  return 'checked';
};

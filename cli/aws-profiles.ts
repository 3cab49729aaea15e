import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Files of the AWS command line in which profiles stand. */
export const profileFiles = (
  environment: Environment,
): readonly { readonly path: string; readonly kind: 'config' | 'credentials' }[] => {
  const folder = join(homedir(), '.aws');
  return [
    { kind: 'config', path: environment.AWS_CONFIG_FILE ?? join(folder, 'config') },
    {
      kind: 'credentials',
      path: environment.AWS_SHARED_CREDENTIALS_FILE ?? join(folder, 'credentials'),
    },
  ];
};

/**
 * Names of the profiles in the text of such a file: `[profile NAME]`, `[default]` or, in the file of
 * credentials, `[NAME]`. Other sections (`[sso-session NAME]`, `[services NAME]`) are none.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
export const profilesIn = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /^[ \t]*\[[ \t]*(?:profile[ \t]+)?(?:"([^"\]]+)"|'([^'\]]+)'|([^\s\]"']+))[ \t]*\]/gm,
    ),
  ].map(([, double, single, bare]) => double ?? single ?? bare ?? '');

/**
 * What is wrong with the profile that the environment names (AWS_PROFILE): no file has it. Undefined
 * when it names none, or there is one.
 *
 * @param readText - text of a file; undefined when there is no such file
 */
export const profileProblem = async (
  environment: Environment,
  readText: (path: string) => Promise<string | undefined>,
): Promise<string | undefined> => {
  const name = environment.AWS_PROFILE ?? '';
  if (name === '' || name === 'default') return undefined;
  const files = profileFiles(environment);
  const texts = await Promise.all(files.map(({ path }) => readText(path)));
  const known = [...new Set(texts.flatMap((text) => profilesIn(text ?? '')))];
  if (known.includes(name)) return undefined;
  const there = known.length === 0 ? 'They name none.' : `There are ${known.join(', ')}.`;
  return `There is no AWS profile ${name} in ${files.map(({ path }) => path).join(' or ')}. ${there} Name one with --profile or AWS_PROFILE, or make this one: aws configure sso --profile ${name}`;
};

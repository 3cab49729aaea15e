import { hash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import {
  type DeployedTemplate,
  deployedTemplate,
  type PackagedService,
  withNote,
} from '../../shared/deployment/packaged-service.ts';
import type { Framework } from './framework.ts';
import { spawnServerless } from './spawn-serverless.ts';

/** What is packaged: which stage, with which parameters. */
export interface PackageWish {
  readonly stage: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the framework reads, files and folders. */
const sources = [
  'serverless.yml',
  'package.json',
  'tsconfig.json',
  'infra',
  'shared',
  'functions',
] as const;

const state = z.object({
  service: z.object({
    service: z.string(),
    provider: z.object({ stackTags: z.optional(z.record(z.string(), z.string())) }),
  }),
  package: z.object({ artifactDirectoryName: z.string() }),
});

/**
 * Packages the service as it will be deployed. In a copy of the sources, because the framework
 * writes beside them, and the package may lie where nobody may write.
 *
 * @param root - folder of `serverless.yml`
 * @throws ServerlessError with the framework's words, such as about an unknown parameter
 */
export const packageService = async (
  root: string,
  framework: Framework,
  wish: PackageWish,
): Promise<PackagedService> => {
  const work = await realpath(await mkdtemp(join(tmpdir(), 'ses-pipeline-deploy-')));
  try {
    const folder = join(work, 'service');
    for (const name of sources) await cp(join(root, name), join(folder, name), { recursive: true });
    await linkModules(root, framework, work, folder);
    await spawnServerless({
      program: framework.program,
      folder,
      args: ['package', ...argumentsFor(wish)],
      scratch: work,
      flags: [],
    });
    return await readPackage(join(folder, '.serverless'), wish);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/**
 * The functions find their dependencies beside their sources, else, as the plugins are found, one
 * folder above. A junction is a link that Windows allows everybody to make.
 */
const linkModules = async (
  root: string,
  { home }: Framework,
  work: string,
  folder: string,
): Promise<void> => {
  await symlink(join(home, 'node_modules'), join(work, 'node_modules'), 'junction');
  const own = await modulesOf(root);
  if (own !== undefined) await symlink(own, join(folder, 'node_modules'), 'junction');
};

/** Folder of the dependencies: below the package, or, where npm installed it, around it. */
const modulesOf = async (root: string): Promise<string | undefined> => {
  for (const candidate of [join(root, 'node_modules'), join(root, '..')]) {
    const names = await readdir(candidate).catch((): readonly string[] => []);
    if (names.includes('zod')) return candidate;
  }
  return undefined;
};

const argumentsFor = ({ stage, region, parameters }: PackageWish): readonly string[] => [
  ...['--stage', stage, '--region', region],
  ...Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
];

const readPackage = async (
  output: string,
  { stage, region, parameters }: PackageWish,
): Promise<PackagedService> => {
  const text = (name: string): Promise<string> => readFile(join(output, name), 'utf8');
  const template = async (name: string): Promise<DeployedTemplate> =>
    z.parse(deployedTemplate, JSON.parse(await text(name)));
  const record = await text('serverless-state.json');
  const { service, package: made } = z.parse(state, JSON.parse(record));
  const files = (await readdir(output)).filter((name) => name.endsWith('.zip')).toSorted();
  return {
    stackName: `${service.service}-${stage}`,
    ...{ stage, region, parameters },
    core: await template('cloudformation-template-create-stack.json'),
    template: withNote(await template('cloudformation-template-update-stack.json'), parameters),
    folder: made.artifactDirectoryName,
    state: record,
    code: await Promise.all(
      files.map(async (file) => {
        const content = await readFile(join(output, file));
        return { file, content, hash: hash('sha256', content, 'base64') };
      }),
    ),
    tags: service.provider.stackTags ?? {},
  };
};

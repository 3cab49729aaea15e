import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { RenderOptions } from './render.ts';
import type { SyncTemplatesOptions } from './sync.ts';
import type { TemplatesIo } from './templates-io.ts';
import type { FolderOptions } from './with-folder.ts';

/** Adds the command `templates` and its subcommands. */
export const addTemplateCommands = (command: Command, program: Program): void => {
  const group = command
    .command('templates')
    .description('templates of SES, kept as files: list, show, render, diff, sync');
  const run: Run = (verb) =>
    program.onPipeline(async (pipeline) => {
      const [{ openTemplatesTools }, { explainingSes }] = await Promise.all([
        import('./templates-tools.ts'),
        import('../identity/explaining-ses.ts'),
      ]);
      const tools = openTemplatesTools(pipeline, program);
      return explainingSes(tools, () => verb(tools), 'templates');
    });
  addList(group, run);
  addShow(group, run);
  addRender(group, program);
  addDiff(group, run);
  addSync(group, run);
};

type Run = (verb: (io: TemplatesIo) => Promise<number>) => Promise<void>;

const withFolderOption = (command: Command): Command =>
  command.option('--folder <path>', 'folder with a folder for each template', 'templates');

const addList = (group: Command, run: Run): void => {
  withFolderOption(group.command('list'))
    .description('list the templates that SES has, and those of the folder')
    .option('--json', 'print one {name, inSes, inFolder} per line')
    .addHelpText('after', examples('templates list'))
    .action((options: FolderOptions) =>
      run(async (io) => (await import('./list.ts')).listTemplates(options, io)),
    );
};

const addShow = (group: Command, run: Run): void => {
  group
    .command('show')
    .description('show a template as SES stores it')
    .argument('<name>', 'Welcome')
    .option('--json', 'print {name, subject, html, text}')
    .addHelpText('after', examples('templates show Welcome'))
    .action((name: string, options: { readonly json?: boolean }) =>
      run(async (io) => (await import('./show.ts')).showTemplate(name, options, io)),
    );
};

const addRender = (group: Command, { io, exitWith }: Program): void => {
  withFolderOption(group.command('render'))
    .description('render a template of the folder as SES would, and say what its data lacks')
    .argument('<name>', 'Welcome')
    .option('--data <file>', 'file with the data, a JSON object (default: no data)')
    .option('--json', 'print {name, subject, html, text}, or {name, problems}')
    .addHelpText('after', examples('templates render Welcome --data welcome.json'))
    .action(async (name: string, options: RenderOptions) => {
      const { renderOfFolder } = await import('./render.ts');
      await exitWith(renderOfFolder(name, options, io));
    });
};

const addDiff = (group: Command, run: Run): void => {
  withFolderOption(group.command('diff'))
    .description('show what differs between SES and the folder')
    .option('--json', 'print one {name, change: create, update or extra, parts} per line')
    .addHelpText('after', examples('templates diff'))
    .action((options: FolderOptions) =>
      run(async (io) => (await import('./diff.ts')).diffTemplates(options, io)),
    );
};

const addSync = (group: Command, run: Run): void => {
  withFolderOption(group.command('sync'))
    .description('show what differs, ask, and put the templates of the folder into SES')
    .option('--delete', 'delete templates that only SES has')
    .option('--yes', 'do it without asking')
    .option('--json', 'print one {name, change, parts, outcome} per line')
    .addHelpText('after', examples('templates sync', 'templates sync --delete --yes'))
    .action((options: SyncTemplatesOptions) =>
      run(async (io) => (await import('./sync.ts')).syncTemplates(options, io)),
    );
};

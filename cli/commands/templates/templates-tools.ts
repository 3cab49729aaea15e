import { connectSes } from '../../../shared/aws/clients/connect.ts';
import { sesTemplates } from '../../../shared/aws/ses/ses-templates.ts';
import type { Pipeline, Program } from '../../program.ts';
import { readTemplateFolder } from './template-folder.ts';
import type { TemplatesIo } from './templates-io.ts';

/** Tools of the commands on templates. */
export const openTemplatesTools = (
  { target, clock }: Pick<Pipeline, 'target' | 'clock'>,
  { io, confirm }: Pick<Program, 'io' | 'confirm'>,
): TemplatesIo => ({
  ...io,
  confirm,
  templates: sesTemplates(connectSes(target.connection), (ms) =>
    clock.sleepUntil(clock.now() + ms),
  ),
  readFolder: readTemplateFolder,
});

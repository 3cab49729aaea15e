import type { Program } from '../../program.ts';
import { runOnPipeline } from '../../run-on-pipeline.ts';
import { showWork } from '../../terminal/work.ts';
import { workStreams } from '../../terminal/work-streams.ts';
import type { DeployOptions } from './answers.ts';
import { atPlace } from './at-place.ts';
import { deploy } from './deploy.ts';
import { deployTools } from './deploy-tools.ts';

/** Runs `deploy` on the account of the environment. */
export const runDeploy = (
  options: DeployOptions & { readonly replaceData?: boolean },
  program: Program,
): Promise<number> =>
  atPlace(options, program, (place) =>
    deploy(
      options,
      deployTools({
        ...program,
        ...{ stage: place.stage, region: place.region, environment: process.env },
        mayReplaceData: options.replaceData === true,
        createIdentity: (domain) => createIdentityOf(domain, place, program),
        showWork: (text) => showWork(text, workStreams()),
      }),
    ),
  );

/** The command `identity create`, as it would be typed. */
const createIdentityOf = (
  domain: string,
  { stage, region }: { readonly stage: string; readonly region: string },
  { io }: Program,
): Promise<number> =>
  runOnPipeline({ stage, region }, io, async (pipeline) => {
    const [{ openIdentityTools }, { explainingSes }, { createIdentity }] = await Promise.all([
      import('../identity/identity-tools.ts'),
      import('../identity/explaining-ses.ts'),
      import('../identity/create.ts'),
    ]);
    const tools = { ...io, ...(await openIdentityTools(pipeline)) };
    return explainingSes(tools, () => createIdentity(domain, { mailFrom: 'bounce' }, tools));
  });

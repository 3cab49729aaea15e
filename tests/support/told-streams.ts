import { deployedSettings, type ParameterValues } from '../../shared/streams/deployed-settings.ts';
import { streamsText } from '../../shared/streams/stream-facts.ts';

/** The variable `STREAMS` of a deployment with these parameters. */
export const toldStreams = (prefix: string, parameters: ParameterValues = {}): string =>
  streamsText(deployedSettings(parameters), prefix);

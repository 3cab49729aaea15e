/** What to do about errors of SES, where several rules say the same. */
export const thenAgain = 'then send the message again from the dead letters.';
export const enableSending =
  'Read the reason in the SES console (Account dashboard) and enable sending again; messages wait until then.';
export const enableSet =
  'Enable sending for the configuration set (UpdateConfigurationSetSendingEnabled); messages wait until then.';
export const createSet = `Create the configuration set (it is part of the deployment), ${thenAgain}`;
export const createTemplate = `Create the SES template in this account and region, ${thenAgain}`;
export const slower = 'Nothing: the message gets another slot, and the pipeline slows down.';
export const quotaFrees =
  'Nothing: the message waits until the rolling 24 hours free some quota. Ask AWS for a higher sending quota if this happens often.';

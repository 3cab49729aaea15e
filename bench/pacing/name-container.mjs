// Preloaded into every container of the bench: lets the SDK name it in its user agent, so that the
// SES simulator can tell containers apart.
process.env.AWS_SDK_UA_APP_ID = `container-${process.pid}`;

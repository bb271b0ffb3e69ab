export { TestCommandSigner } from './command-signer.ts';
export { TestSiteCa, type IssuedIdentity } from './site-ca.ts';
export { TestEnrolmentCloud, type TestAnswer } from './enrolment-cloud.ts';
export { TestCloudServer } from './test-cloud-server.ts';

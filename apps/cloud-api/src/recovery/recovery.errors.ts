/** Nobody was given a link. The message is for the operator and says what to look at. */
export class RecoveryRefused extends Error {
  override readonly name = 'RecoveryRefused';
}

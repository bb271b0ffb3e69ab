import { EyrieProblem, type Eyrie } from '@eyrie/sdk';

/** Has the workers of a site tell every 15 s that they are well, if that costs no camera a restart. */
export async function beatFaster(eyrie: Eyrie, siteId: string) {
  const { settings, version } = await eyrie.configurations.read(siteId);
  const wanted = {
    settings: { ...settings, telemetry: { ...settings.telemetry, heartbeat_seconds: 15 } },
    reason: 'the link is better now',
  };
  const trial = await eyrie.configurations.try(siteId, wanted);
  if (trial.cameras_restarted > 0 || trial.refusals.length > 0) return null;
  try {
    // Written only where the layer is still the one that was tried.
    return await eyrie.configurations.edit(siteId, (layer) =>
      layer.version === version ? wanted : null,
    );
  } catch (error) {
    if (error instanceof EyrieProblem && error.status === 412) return null; // Somebody was quicker.
    throw error;
  }
}

/** Back to the version before the present one. */
export async function takeBack(eyrie: Eyrie, siteId: string) {
  const [, before] = await eyrie.configurations.versions(siteId).toArray(2);
  if (!before) throw new Error('There is nothing to go back to.');
  return eyrie.configurations.rollBack(siteId, {
    version: before.version,
    reason: 'it was too much for the link',
  });
}

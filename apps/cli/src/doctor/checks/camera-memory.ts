import { check } from '../check.ts';

const leastMb = 128;

export const cameraMemory = check({
  id: 'camera-memory',
  looksAt: 'memory that is set aside for pictures (CMA; gpu_mem on old systems)',
  roles: ['worker'],
  answers: 'SK-50: camera (GPU mem)',
  troubles: {
    little: {
      verdict: 'warning',
      means: 'A camera of full resolution finds no room for its pictures, and its captures fail.',
      advice:
        'Set dtoverlay=vc4-kms-v3d,cma-256 in config.txt (gpu_mem=256 on systems without libcamera), and restart.',
    },
  },
  look: async (machine) => {
    const cma = /^CmaTotal: +(\d+) kB/m.exec((await machine.read('/proc/meminfo')) ?? '')?.[1];
    const gpu = /gpu=(\d+)M/.exec(
      (await machine.run('vcgencmd', ['get_mem', 'gpu']))?.out ?? '',
    )?.[1];
    if (gpu === undefined) return { notApplicable: 'no Raspberry Pi' };
    const [cmaMb, gpuMb] = [Math.round(Number(cma ?? 0) / 1024), Number(gpu)];
    const saw = `CMA ${cmaMb} MB, gpu_mem ${gpuMb} MB`;
    return Math.max(cmaMb, gpuMb) < leastMb ? { trouble: 'little', saw } : { ok: saw };
  },
});

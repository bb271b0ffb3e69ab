/** The view behind the log-in: dawn over three ridges. */
export function Ridge() {
  return (
    <svg
      aria-hidden
      className="absolute inset-0 size-full"
      viewBox="0 0 1440 900"
      preserveAspectRatio="xMidYMax slice"
    >
      <defs>
        <linearGradient id="dawn" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#0d1a38" />
          <stop offset="0.45" stopColor="#3a4d86" />
          <stop offset="0.68" stopColor="#b3768c" />
          <stop offset="0.84" stopColor="#f3a76c" />
          <stop offset="1" stopColor="#fbd9a3" />
        </linearGradient>
      </defs>
      <rect width="1440" height="900" fill="url(#dawn)" />
      <g fill="#fff">
        <circle cx="210" cy="110" r="1.4" opacity=".8" />
        <circle cx="420" cy="60" r="1" opacity=".6" />
        <circle cx="690" cy="130" r="1.3" opacity=".7" />
        <circle cx="980" cy="70" r="1.1" opacity=".7" />
        <circle cx="1240" cy="150" r="1.5" opacity=".6" />
        <circle cx="1130" cy="40" r=".9" opacity=".5" />
        <circle cx="90" cy="210" r="1" opacity=".5" />
      </g>
      <path
        d="M0 640 L150 560 L260 600 L420 470 L520 560 L640 505 L760 590 L930 440 L1060 560 L1200 500 L1440 610 V900 H0 Z"
        fill="#5d5f93"
        opacity=".75"
      />
      <path
        d="M0 720 L120 680 L300 600 L430 690 L600 610 L740 700 L900 620 L1080 700 L1260 610 L1440 700 V900 H0 Z"
        fill="#363f70"
        opacity=".9"
      />
      <path
        d="M0 800 L200 740 L380 790 L560 720 L760 800 L980 730 L1180 800 L1440 740 V900 H0 Z"
        fill="#131c38"
      />
    </svg>
  );
}

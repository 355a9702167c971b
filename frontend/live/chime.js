// Two soft notes: made by the browser, without a file.

let context = null;

export function chime() {
  if (!window.AudioContext) return;
  context ??= new AudioContext();
  // Browsers let nothing sound before the first click; then it is silent, and no error.
  context.resume().then(() => [660, 880].forEach((pitch, at) => note(pitch, at * 0.12)), () => {});
}

function note(pitch, after) {
  const [voice, volume] = [context.createOscillator(), context.createGain()];
  const begin = context.currentTime + after;
  voice.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, begin);
  volume.gain.exponentialRampToValueAtTime(0.12, begin + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.28);
  voice.connect(volume).connect(context.destination);
  voice.start(begin);
  voice.stop(begin + 0.3);
}

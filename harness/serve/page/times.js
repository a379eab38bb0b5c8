// Instants and lengths of simulated time, as people read them. Everything is UTC.

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const day_text = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
const short_day_text = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' })

export const at = (iso) => Date.parse(iso)
export const clock_of = (instant) => new Date(instant).toISOString().slice(11, 19)
export const day_of = (instant) => day_text.format(instant)
export const iso_of = (instant) => new Date(instant).toISOString()

// "1 Jan 15:00", with seconds where there are some.
export function moment(instant) {
  const clock = clock_of(instant)
  return `${short_day_text.format(instant)} ${clock.endsWith(':00') ? clock.slice(0, 5) : clock}`
}

// What an <input type="datetime-local"> holds, and back.
export const field_of = (iso) => (iso ? iso.slice(0, 19) : '')
export const iso_of_field = (text) => (text ? iso_of(at(`${text}Z`)) : null)

// "2d 3h", "4m 10s", "0.4s": the two largest parts.
export function length(milliseconds) {
  if (milliseconds < minute) return `${Math.round(milliseconds / 100) / 10}s`
  const parts = [[day, 'd'], [hour, 'h'], [minute, 'm'], [second, 's']]
    .map(([unit, name], index, units) => {
      const rest = index === 0 ? milliseconds : milliseconds % units[index - 1][0]
      return [Math.floor(rest / unit), name]
    })
    .filter(([count]) => count > 0)
  return parts.slice(0, 2).map(([count, name]) => `${count}${name}`).join(' ')
}

export function window_text(starts_at, ends_at) {
  if (!starts_at && !ends_at) return 'always'
  if (!ends_at) return `from ${moment(at(starts_at))}`
  if (!starts_at) return `until ${moment(at(ends_at))}`
  return `${moment(at(starts_at))} to ${moment(at(ends_at))}`
}

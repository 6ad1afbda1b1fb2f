//! How far a list must be scrolled so that one of its entries is in sight.

/// By how much to scroll a list so that what stands from `entry.0` to `entry.1` lies between `list.0` and `list.1`: as little as is
/// needed, and 0 where it lies there already. All in CSS pixels from the window's top, down is more. What is higher than the list
/// shows its beginning.
///
/// ```
/// use frontend::model::sight::scroll_by;
/// assert_eq!(scroll_by((60.0, 900.0), (860.0, 920.0)), 20.0);
/// assert_eq!(scroll_by((60.0, 900.0), (30.0, 90.0)), -30.0);
/// assert_eq!(scroll_by((60.0, 900.0), (100.0, 160.0)), 0.0);
/// ```
pub fn scroll_by(list: (f64, f64), entry: (f64, f64)) -> f64 {
    let (above, below) = (entry.0 - list.0, entry.1 - list.1);
    if above < 0.0 { above } else { below.max(0.0).min(above) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_fits_is_in_sight_afterwards(top in -900.0..900.0, height in 1.0..400.0) {
            let by = scroll_by((0.0, 500.0), (top, top + height));
            prop_assert!(top - by >= -0.001 && top + height - by <= 500.001);
        }

        #[test]
        fn what_does_not_fit_shows_its_beginning(top in -900.0..900.0, height in 500.0..900.0) {
            let by = scroll_by((0.0, 500.0), (top, top + height));
            prop_assert!(top - by >= -0.001 && (top - by < 500.0));
        }
    }
}

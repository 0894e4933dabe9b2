//! Which segments must show nothing, so that no small group can be seen or worked out.

use super::HIDDEN_BASE;

/// For each segment of one variable, whether it is hidden.
///
/// `bases` holds the people of each segment, `blank` those in no segment. The total is printed, so what a reader
/// can work out is the figures of all unprinted people together: the hidden segments and the blanks. While they
/// are some but fewer than [`HIDDEN_BASE`], the smallest segments still shown are hidden too; all of the same size, so
/// that a second variable with the same groups under other names hides the same people.
///
/// Not covered: a variable nested in another (towns in regions), where a reader subtracts across the two.
///
/// Source: secondary suppression, as CMS asks for ("no cell of 1 to 10, nor one derivable from others").
pub(super) fn hidden_segments(bases: &[usize], blank: usize) -> Vec<bool> {
    let mut hidden: Vec<bool> = bases.iter().map(|&base| base < HIDDEN_BASE).collect();
    let mut unprinted: usize = blank + bases.iter().filter(|&&base| base < HIDDEN_BASE).sum::<usize>();
    while (1..HIDDEN_BASE).contains(&unprinted) {
        let shown = || bases.iter().enumerate().filter(|&(i, _)| hidden.get(i) == Some(&false));
        let Some(smallest) = shown().map(|(_, &base)| base).min() else { break };
        let next: Vec<usize> = shown().filter(|&(_, &base)| base == smallest).map(|(i, _)| i).collect();
        for segment in next {
            if let Some(flag) = hidden.get_mut(segment) {
                *flag = true;
            }
            unprinted += smallest;
        }
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_segment_takes_the_next_smallest_with_it() {
        assert_eq!(hidden_segments(&[50, 4, 30], 0), [false, true, true]);
        assert_eq!(hidden_segments(&[30, 50, 4, 30], 0), [true, false, true, true], "both of one size");
    }

    #[test]
    fn two_small_segments_that_reach_the_limit_together_protect_each_other() {
        assert_eq!(hidden_segments(&[50, 6, 7, 30], 0), [false, true, true, false]);
    }

    #[test]
    fn few_blanks_are_a_group_that_can_be_worked_out_too() {
        assert_eq!(hidden_segments(&[50, 30], 3), [false, true]);
        assert_eq!(hidden_segments(&[50, 30], 12), [false, false]);
        assert_eq!(hidden_segments(&[50, 4], 12), [false, true]);
    }

    #[test]
    fn empty_segments_show_nothing_and_endanger_nobody() {
        assert_eq!(hidden_segments(&[50, 0], 0), [false, true]);
        assert_eq!(hidden_segments(&[], 0), [false; 0]);
    }
}

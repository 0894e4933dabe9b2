//! Move, net.

use super::super::{CodeNumber, Net, Standing};
use super::checks::{check_labels, once_each, refused};
use super::{Editor, Seat};
use crate::error::Result;
use crate::text::Language;
use std::collections::BTreeMap;

/// Numbers compared at once; the compiler makes vector instructions of it.
const AT_ONCE: usize = 64;

impl Editor {
    pub(super) fn move_to(&mut self, number: CodeNumber, net: Option<CodeNumber>) -> Result<()> {
        self.not_special(number, "put under a net")?;
        self.code(number)?;
        if let Some(net) = net {
            self.in_use(net, &self.net(net)?.standing)?;
        }
        self.put_under(number, net);
        Ok(())
    }

    pub(super) fn add_net(
        &mut self,
        number: CodeNumber,
        labels: &BTreeMap<Language, String>,
        codes: &[CodeNumber],
    ) -> Result<()> {
        self.never_used(number)?;
        check_labels(number, labels)?;
        if codes.is_empty() {
            return Err(refused(format!("net {number} needs at least one code")));
        }
        once_each(codes)?;
        for &code in codes {
            self.not_special(code, "put under a net")?;
            self.code(code)?;
        }
        let net = Net { number, labels: labels.clone(), codes: Vec::new(), standing: Standing::Active };
        self.frame.nets.push(net);
        self.seat(number, Seat::Net(self.frame.nets.len() - 1));
        for &code in codes {
            self.put_under(code, Some(number));
        }
        Ok(())
    }

    /// Takes the code out of the net above it and puts it last in another.
    fn put_under(&mut self, number: CodeNumber, net: Option<CodeNumber>) {
        let Some(code) = self.code_mut(number) else { return };
        let above = std::mem::replace(&mut code.net, net);
        if above == net {
            return;
        }
        if let Some(above) = above.and_then(|above| self.net_mut(above)) {
            let found = position(&above.codes, number);
            found.map(|at| above.codes.remove(at));
        }
        if let Some(net) = net.and_then(|net| self.net_mut(net)) {
            net.codes.push(number);
        }
    }
}

/// Where a number stands in a list that may hold tens of thousands.
fn position(list: &[CodeNumber], number: CodeNumber) -> Option<usize> {
    let holds = |chunk: &[CodeNumber]| chunk.iter().filter(|other| **other == number).count() > 0;
    let chunk = list.chunks(AT_ONCE).position(holds)?;
    let inside = list.chunks(AT_ONCE).nth(chunk)?.iter().position(|other| *other == number)?;
    Some(chunk * AT_ONCE + inside)
}
